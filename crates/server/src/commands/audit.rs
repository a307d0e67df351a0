//! `kuvend audit`: is the audit what it was when it was sealed?

use kuvend_domain::{audit::chain, op::Op};

use crate::{cli::Audit, say, stop::Stop};

pub(super) async fn run(op: &Op, what: Audit) -> Result<(), Stop> {
    match what {
        Audit::Seal => {
            let sealed = chain::seal(op).await?;
            say::line(format_args!("{sealed} entries were sealed."))
        }
        Audit::Verify => {
            let verdict = chain::verify(&op.db).await?;
            for wrong in &verdict.wrong {
                say::line(wrong)?;
            }
            if !verdict.wrong.is_empty() {
                let number = verdict.wrong.len();
                return Err(Stop::failed(format!(
                    "{number} things are wrong with the audit"
                )));
            }
            say::line(format_args!(
                "All {} sealed entries say what they said. The last seal: {}",
                verdict.links,
                verdict.last.as_deref().unwrap_or("none yet")
            ))
        }
    }
}
