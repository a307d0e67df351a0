//! `kuvend account`.

use kuvend_domain::{
    accounts::{self, Add, GrantRole, Listed},
    offices,
    op::Op,
};
use kuvend_entity::{
    account_role,
    id::{EventId, OfficeId},
};

use crate::{cli::Account, say, stop::Stop};

pub(super) async fn run(op: &Op, what: Account, again: &str) -> Result<(), Stop> {
    match what {
        Account::Add {
            email,
            name,
            role,
            office,
            event,
            language,
        } => {
            let cmd = Add {
                office: office_id(op, office.as_deref()).await?,
                email,
                name,
                language,
                role,
                event,
            };
            let given = role.map_or("no role yet".to_owned(), |role| {
                match (event, office.as_deref()) {
                    (Some(event), _) => format!("{role} at {event}"),
                    (None, Some(office)) => format!("{role} in {office}"),
                    (None, None) => format!("{role} everywhere"),
                }
            });
            let account = accounts::add(op, cmd).await?;
            say::remark(format_args!(
                "Made an account for {} ({given}). Its id:",
                account.name
            ));
            say::line(account.id)?;
            say::remark(format_args!(
                "It logs in with a token. To make one: {again} token add --account {}",
                account.email
            ));
            Ok(())
        }
        Account::List => list(op).await,
        Account::Grant {
            account,
            role,
            office,
            event,
        } => {
            let cmd = GrantRole {
                account: accounts::find(op, &account).await?.id,
                role,
                office: office_id(op, office.as_deref()).await?,
                event,
            };
            let granted = accounts::grant(op, cmd).await?;
            say::line(format_args!("{account} is {}", role_of(&granted)))
        }
        Account::Disable { account } => {
            let account = accounts::find(op, &account).await?;
            let account = accounts::disable(op, account.id).await?;
            say::line(format_args!("{} is disabled", account.email))
        }
    }
}

async fn list(op: &Op) -> Result<(), Stop> {
    let rows: Vec<[String; 5]> = accounts::list(op).await?.iter().map(row).collect();
    say::table(["ID", "EMAIL", "NAME", "ROLES", "STATE"], &rows)
}

fn row(listed: &Listed) -> [String; 5] {
    let roles: Vec<String> = listed.roles.iter().map(role_of).collect();
    let state = match listed.account.disabled_at {
        Some(at) => format!("disabled {}", at.format("%Y-%m-%d")),
        None => "active".to_owned(),
    };
    [
        listed.account.id.to_string(),
        listed.account.email.to_string(),
        listed.account.name.clone(),
        roles.join(", "),
        state,
    ]
}

/// A role and where it holds. A front desk stands at one event, whatever the office.
fn role_of(role: &account_role::Model) -> String {
    match (role.event_id.map(EventId), role.office_id) {
        (Some(event), _) => format!("{} at {event}", role.role),
        (None, Some(office)) => format!("{} in {office}", role.role),
        (None, None) => format!("{} everywhere", role.role),
    }
}

/// The office of a name or id; none where none is named, which means everywhere.
async fn office_id(op: &Op, named: Option<&str>) -> Result<Option<OfficeId>, Stop> {
    match named {
        None => Ok(None),
        Some(_) => Ok(Some(offices::find(op, named).await?.id)),
    }
}

#[cfg(test)]
mod tests {
    use kuvend_entity::{
        id::{AccountId, AccountRoleId},
        kind::Role,
    };

    use super::*;

    #[test]
    fn a_role_is_told_with_the_place_where_it_holds() {
        let (office, event) = (OfficeId::new(), EventId::new());
        let told = |role, office_id, event: Option<EventId>| {
            role_of(&account_role::Model {
                id: AccountRoleId::new(),
                account_id: AccountId::new(),
                office_id,
                role,
                event_id: event.map(|id| id.0),
                granted_at: chrono::DateTime::UNIX_EPOCH,
            })
        };
        assert_eq!(told(Role::Admin, None, None), "ADMIN everywhere");
        assert_eq!(
            told(Role::Analyst, Some(office), None),
            format!("ANALYST in {office}")
        );
        for office in [None, Some(office)] {
            assert_eq!(
                told(Role::FrontDesk, office, Some(event)),
                format!("FRONT_DESK at {event}")
            );
        }
    }
}
