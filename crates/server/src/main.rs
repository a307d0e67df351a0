//! `kuvend`: the one binary. See [`kuvend_server`].

use std::process::ExitCode;

/// A page of rows is thousands of small allocations, all given back together, which is where this one is quick.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    kuvend_server::run(std::env::args_os())
}
