//! What processes use, as Linux tells it.

use std::{collections::HashMap, fs};

use crate::{Outcome, office::Office};

/// Ticks of a second in `/proc`, which Linux has fixed.
const TICKS: f64 = 100.0;

/// The processes on the server's side: itself and, on PostgreSQL, the database's.
#[derive(Debug)]
pub(crate) struct Watch {
    server: u32,
    database: Option<u32>,
}

impl Watch {
    pub(crate) fn of(office: &Office) -> Outcome<Self> {
        Ok(Self {
            server: office.server_pid()?,
            database: office.database_pid,
        })
    }

    /// Processor seconds of all of them so far.
    pub(crate) fn processor_seconds(&self) -> Outcome<f64> {
        Ok(tree_seconds(self.server)? + self.database.map_or(Ok(0.0), tree_seconds)?)
    }

    /// The most the server held at once, in mebibytes.
    pub(crate) fn peak_mebibytes(&self) -> Outcome<f64> {
        mebibytes(self.server, "VmHWM:")
    }
}

/// What a process holds (`VmRSS:`) or held at most (`VmHWM:`), in mebibytes.
pub(crate) fn mebibytes(pid: u32, line: &str) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kibibytes = status
        .lines()
        .find_map(|text| text.strip_prefix(line))
        .and_then(|rest| rest.split_whitespace().next())
        .ok_or_else(|| format!("no {line} of process {pid}"))?;
    Ok(kibibytes.parse::<f64>()? / 1024.0)
}

/// Parent and processor seconds of a process, its dead children's included.
fn used(pid: u32) -> Option<(u32, f64)> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold spaces; what follows it does not.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let parent = fields.get(1)?.parse().ok()?;
    let mut ticks = 0.0;
    for field in fields.get(11..15)? {
        ticks += field.parse::<f64>().ok()?;
    }
    Some((parent, ticks / TICKS))
}

/// Processor seconds of a process, of its living children and of its dead ones.
pub(crate) fn tree_seconds(root: u32) -> Outcome<f64> {
    let mut processes = HashMap::new();
    for entry in fs::read_dir("/proc")? {
        let pid = entry?
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok());
        if let Some((pid, known)) = pid.and_then(|pid| Some((pid, used(pid)?))) {
            processes.insert(pid, known);
        }
    }
    let below = |mut pid: u32| loop {
        if pid == root {
            return true;
        }
        match processes.get(&pid) {
            Some((parent, _)) if *parent != 0 => pid = *parent,
            _ => return false,
        }
    };
    Ok(processes
        .iter()
        .filter(|(pid, _)| below(**pid))
        .map(|(_, (_, seconds))| seconds)
        .sum())
}

/// The parent of a process.
pub(crate) fn parent(pid: u32) -> Option<u32> {
    used(pid).map(|(parent, _)| parent)
}

/// Processor seconds of this process's children that have ended.
pub(crate) fn dead_children_seconds() -> Outcome<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat
        .rsplit_once(')')
        .ok_or("no stat")?
        .1
        .split_whitespace()
        .collect();
    let mut ticks = 0.0;
    for field in fields.get(13..15).ok_or("no stat")? {
        ticks += field.parse::<f64>()?;
    }
    Ok(ticks / TICKS)
}
