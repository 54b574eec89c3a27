//! The few calls of the operating system that the standard library lacks.
#![expect(unsafe_code, reason = "libc's functions are foreign ones")]

use std::ffi::CStr;
use std::io;
#[cfg(target_os = "linux")]
use std::process::Command;

/// The user id that this process acts as; 0 is root.
pub(super) fn user() -> u32 {
    // SAFETY: takes nothing, changes nothing and cannot fail.
    unsafe { libc::geteuid() }
}

/// Sends a signal to one process; one that is gone already is no error.
pub(super) fn signal(pid: u32, signal: libc::c_int) -> io::Result<()> {
    let pid = libc::pid_t::try_from(pid).map_err(io::Error::other)?;
    // SAFETY: `kill` takes plain numbers and touches no memory of ours.
    match check(unsafe { libc::kill(pid, signal) }) {
        Err(error) if error.raw_os_error() == Some(libc::ESRCH) => Ok(()),
        other => other,
    }
}

/// The bytes that an ordinary user may still write on the file system of this folder.
#[cfg(target_os = "linux")]
pub(super) fn free_space(folder: &CStr) -> io::Result<u64> {
    let mut about = std::mem::MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: the path ends with a zero, and `about` is as large as what is written to it.
    check(unsafe { libc::statvfs(folder.as_ptr(), about.as_mut_ptr()) })?;
    // SAFETY: `statvfs` has filled it in, since it did not fail.
    let about = unsafe { about.assume_init() };
    Ok(about.f_bavail.saturating_mul(about.f_frsize))
}

/// Lets the program run in a user namespace in which root appears as this user and group.
///
/// Outside it stays root, so folders that only root may enter stay usable, and what it writes belongs to root.
/// Linux's manual page `user_namespaces(7)` says what may be written to the three files, and in which order.
#[cfg(target_os = "linux")]
pub(super) fn in_namespace(command: &mut Command, uid: u32, gid: u32) {
    use std::os::unix::process::CommandExt as _;
    let uid_map = format!("{uid} 0 1");
    let gid_map = format!("{gid} 0 1");
    let enter = move || {
        // SAFETY: `unshare` takes a plain number, and the forked child has a single thread, as it demands.
        check(unsafe { libc::unshare(libc::CLONE_NEWUSER) })?;
        write_existing(c"/proc/self/setgroups", b"deny")?;
        write_existing(c"/proc/self/uid_map", uid_map.as_bytes())?;
        write_existing(c"/proc/self/gid_map", gid_map.as_bytes())
    };
    // SAFETY: between fork and exec this only makes system calls; the texts were made before.
    unsafe { command.pre_exec(enter) };
}

/// Writes without allocating, as is demanded between fork and exec.
#[cfg(target_os = "linux")]
fn write_existing(file: &CStr, text: &[u8]) -> io::Result<()> {
    // SAFETY: the path ends with a zero.
    let descriptor = unsafe { libc::open(file.as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC) };
    check(descriptor)?;
    // SAFETY: the pointer and the length are those of one slice.
    let written = unsafe { libc::write(descriptor, text.as_ptr().cast(), text.len()) };
    // Asked for before `close`, which may change it.
    let failure = io::Error::last_os_error();
    // SAFETY: the descriptor was opened above, and nobody else knows it.
    unsafe { libc::close(descriptor) };
    if usize::try_from(written) == Ok(text.len()) { Ok(()) } else { Err(failure) }
}

fn check(answer: libc::c_int) -> io::Result<()> {
    if answer < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}
