//! Where an export goes: into the database, behind a link, or to a path of the machine that writes it.

use std::{
    fs::File,
    io::Write as _,
    path::{Path, PathBuf},
};

use kuvend_entity::id::FileId;
use tempfile::NamedTempFile;

use super::failed;
use crate::{error::Result, files::Writer};

/// Where an export goes.
#[derive(Debug)]
pub(super) enum Sink {
    /// A stored file.
    Stored(Box<Writer>),
    /// A path, under which nothing stands before the file is whole; nobody but its owner may read it.
    Path {
        /// Where it is to stand.
        path: PathBuf,
        /// What is written so far, beside it.
        so_far: NamedTempFile,
    },
}

impl Sink {
    /// To a path.
    ///
    /// # Errors
    /// Where its folder cannot be written to.
    pub(super) fn to(path: &Path) -> Result<Self> {
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let so_far = NamedTempFile::new_in(folder.unwrap_or(Path::new("."))).map_err(failed)?;
        Ok(Self::Path {
            path: path.to_owned(),
            so_far,
        })
    }

    /// Takes bytes.
    pub(super) async fn append(&mut self, bytes: &[u8]) -> Result<()> {
        match self {
            Self::Stored(writer) => writer.append(bytes).await,
            Self::Path { so_far, .. } => so_far.write_all(bytes).map_err(failed),
        }
    }

    /// Takes a file of this machine from where it stands to its end.
    pub(super) async fn append_file(&mut self, file: &mut File) -> Result<()> {
        match self {
            Self::Stored(writer) => writer.append_file(file).await,
            Self::Path { so_far, .. } => {
                std::io::copy(file, so_far).map_err(failed)?;
                Ok(())
            }
        }
    }

    /// The file is whole: its id, where it is stored.
    pub(super) async fn finish(self) -> Result<Option<FileId>> {
        match self {
            Self::Stored(writer) => Ok(Some(writer.finish().await?)),
            Self::Path { path, so_far } => {
                so_far.as_file().sync_all().map_err(failed)?;
                so_far.persist(path).map_err(failed)?;
                Ok(None)
            }
        }
    }
}
