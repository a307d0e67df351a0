//! A folder of `.eml` files.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::AsyncWriteExt as _;

use super::{Phase, Receipt, SendFailure};

/// Keeps files that are being written apart within one process; its id keeps processes apart.
static WRITTEN: AtomicU64 = AtomicU64::new(0);

#[derive(Debug)]
pub(super) struct FolderConnection {
    folder: PathBuf,
}

impl FolderConnection {
    pub(super) async fn open(folder: &Path) -> Result<Self, SendFailure> {
        tokio::fs::create_dir_all(folder)
            .await
            .map_err(|error| SendFailure::lost(Phase::Connect, &error.to_string()))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Writes beside the file and renames, so that whoever watches the folder never sees half a letter. The same letter
    /// written twice is one file.
    pub(super) async fn write(&self, bytes: &[u8]) -> Result<Receipt, SendFailure> {
        let Some(name) = file_name(bytes) else {
            let why = "the letter has no Message-ID";
            return Err(SendFailure::unsupported(Phase::Data, why));
        };
        let count = WRITTEN.fetch_add(1, Ordering::Relaxed);
        let draft = self
            .folder
            .join(format!(".{}-{count}.tmp", std::process::id()));
        let written = write_and_rename(&draft, &self.folder.join(&name), bytes).await;
        if let Err(error) = written {
            // The rename is the last step: if anything failed, the letter is not there.
            let _ = tokio::fs::remove_file(&draft).await;
            return Err(SendFailure::lost(Phase::Data, &error.to_string()));
        }
        Ok(Receipt {
            reply: "250 2.0.0 Written to the folder".to_owned(),
            queue_id: Some(name),
        })
    }
}

async fn write_and_rename(draft: &Path, target: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = tokio::fs::File::create(draft).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(draft, target).await
}

/// The Message-ID without its brackets, with every character that could mean something to a file system spelt out.
fn file_name(bytes: &[u8]) -> Option<String> {
    let header = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| line.strip_suffix(b"\r").unwrap_or(line))
        .take_while(|line| !line.is_empty())
        .filter_map(|line| std::str::from_utf8(line).ok())
        .find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("message-id").then_some(value)
        })?;
    let id = header.trim().trim_matches(['<', '>']);
    let mut name = String::new();
    for byte in id.bytes().take(120) {
        match char::from(byte) {
            c if c.is_ascii_alphanumeric() || matches!(c, '-' | '@') => name.push(c),
            '.' if !name.is_empty() => name.push('.'),
            _ => {
                use std::fmt::Write as _;
                // Writing to a String cannot fail.
                let _ = write!(name, "_{byte:02x}");
            }
        }
    }
    (!name.is_empty()).then(|| format!("{name}.eml"))
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_name_cannot_leave_the_folder() {
        let name = |id: &str| file_name(format!("A: b\r\nmessage-id: {id}\r\n\r\n").as_bytes());
        assert_eq!(
            name("<a-1@example.org>").as_deref(),
            Some("a-1@example.org.eml")
        );
        assert_eq!(
            name("<../../etc/x>").as_deref(),
            Some("_2e._2f.._2fetc_2fx.eml")
        );
        assert_eq!(name("<>"), None);
        assert_eq!(file_name(b"Subject: x\r\n\r\nMessage-ID: <a@b>\r\n"), None);
    }
}
