//! What a running program has used.

#![cfg_attr(target_os = "linux", expect(unsafe_code, reason = "libc's functions are foreign ones"))]

use std::{fs, io, time::Duration};

/// The processor time of a process since its start, of all its threads, also those that have ended; to the nanosecond.
/// # Errors
/// There is no such process; or this is not Linux, where nobody else tells of other processes in less than ticks.
#[cfg(target_os = "linux")]
pub fn processor_time(pid: u32) -> io::Result<Duration> {
    let pid = libc::pid_t::try_from(pid).map_err(io::Error::other)?;
    let mut clock = 0;
    // SAFETY: writes to `clock`, which lives longer than the call.
    match unsafe { libc::clock_getcpuclockid(pid, &raw mut clock) } {
        0 => {}
        code => return Err(io::Error::from_raw_os_error(code)),
    }
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: as above.
    if unsafe { libc::clock_gettime(clock, &raw mut time) } != 0 {
        return Err(io::Error::last_os_error());
    }
    let nanos = u32::try_from(time.tv_nsec).map_err(io::Error::other)?;
    Ok(Duration::new(u64::try_from(time.tv_sec).map_err(io::Error::other)?, nanos))
}

/// As on Linux.
/// # Errors
/// Always: this is not Linux.
#[cfg(not(target_os = "linux"))]
pub fn processor_time(_pid: u32) -> io::Result<Duration> {
    Err(io::ErrorKind::Unsupported.into())
}

/// The most memory a running process has held at once, in bytes.
/// # Errors
/// There is no such process; or this is not Linux.
pub fn peak_memory(pid: u32) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    peak.map(|kibibytes| kibibytes * 1024).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::{
        process::{Child, Command},
        thread::sleep,
    };

    use super::*;

    /// A shell that does this and then waits for ever.
    struct Shell(Child);

    impl Shell {
        fn after(work: &str) -> Self {
            Self(Command::new("sh").args(["-c", &format!("{work}; kill -STOP $$")]).spawn().unwrap())
        }

        fn waits(&self) -> bool {
            fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap().contains(") T ")
        }

        fn when_it_waits(self) -> Self {
            while !self.waits() {
                sleep(Duration::from_millis(5));
            }
            self
        }
    }

    impl Drop for Shell {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    #[test]
    fn counts_the_processor_time_of_a_program_as_the_kernel_does() {
        let shell = Shell::after("i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done").when_it_waits();
        let ours = processor_time(shell.0.id()).unwrap().as_secs_f64();
        let stat = fs::read_to_string(format!("/proc/{}/stat", shell.0.id())).unwrap();
        // Fields 14 and 15, in ticks of 10 ms: time in the program and in the kernel for it.
        let ticks: f64 =
            stat.rsplit(") ").next().unwrap().split(' ').skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap()).sum();
        assert!(ours > 0.05, "nothing was burnt in {ours} s");
        assert!((ours - ticks / 100.0).abs() <= 0.021, "{ours} s are not {ticks} ticks");
    }

    #[test]
    fn a_program_that_waits_uses_none() {
        let shell = Shell::after("true").when_it_waits();
        let before = processor_time(shell.0.id()).unwrap();
        sleep(Duration::from_millis(100));
        assert_eq!(processor_time(shell.0.id()).unwrap(), before);
    }

    #[test]
    fn the_peak_of_memory_stays_when_the_memory_is_given_back() {
        let shell = Shell::after("x=$(head -c 30000000 /dev/zero | tr '\\0' 'x'); unset x").when_it_waits();
        assert!(peak_memory(shell.0.id()).unwrap() > 30_000_000);
    }

    #[test]
    fn of_nobody_nothing_is_told() {
        let mut program = Command::new("true").spawn().unwrap();
        program.wait().unwrap();
        assert!(processor_time(program.id()).is_err() && peak_memory(program.id()).is_err());
    }
}
