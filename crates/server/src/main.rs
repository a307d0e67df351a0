//! `kuvend`: the one binary. See [`kuvend_server`].

use std::process::ExitCode;

fn main() -> ExitCode {
    kuvend_server::run(std::env::args_os())
}
