//! `kuvend token`.

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_domain::{
    accounts,
    op::Op,
    tokens::{self, Issue},
};
use kuvend_entity::{account, token};

use crate::{cli::Token, say, stop::Stop};

pub(super) async fn run(op: &Op, what: Token) -> Result<(), Stop> {
    match what {
        Token::Add {
            account,
            label,
            expires_in_days,
        } => {
            let days = expires_in_days.map(|days| TimeDelta::days(days.into()));
            let cmd = Issue {
                account: accounts::find(op, &account).await?.id,
                label,
                expires_at: days.map(|days| op.clock.now() + days),
            };
            let issued = tokens::issue(op, cmd).await?;
            say::line(issued.secret.reveal())?;
            say::remark("This is the only time the token is shown.");
            Ok(())
        }
        Token::List => {
            let now = op.clock.now();
            let listed = tokens::list(op).await?;
            let rows: Vec<[String; 5]> = listed
                .iter()
                .map(|(token, account)| row(token, account, now))
                .collect();
            say::table(["ID", "ACCOUNT", "LABEL", "MADE", "STATE"], &rows)
        }
        Token::Revoke { token } => {
            let token = tokens::revoke(op, token).await?;
            say::line(format_args!("{} is taken back", token.id))
        }
    }
}

fn row(token: &token::Model, account: &account::Model, now: DateTime<Utc>) -> [String; 5] {
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d");
    let state = match (token.revoked_at, token.expires_at) {
        (Some(at), _) => format!("taken back {}", day(at)),
        (None, Some(at)) if at <= now => format!("ended {}", day(at)),
        (None, Some(at)) => format!("until {}", day(at)),
        (None, None) => "active".to_owned(),
    };
    [
        token.id.to_string(),
        account.email.to_string(),
        token.label.clone(),
        day(token.created_at).to_string(),
        state,
    ]
}
