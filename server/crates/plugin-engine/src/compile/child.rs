//! Compiling in a process of its own, with limits of memory, CPU time and wall time: both sides of its pipes.
//!
//! The child is any program that calls [`compile_child_main`]; the server is one. It limits itself before it reads a
//! byte of the component. Parent to child: three numbers, then the component. Child to parent: one byte, then the
//! compiled code or the words of the refusal.

use super::CompileLimits;
use super::made::Made;
use crate::configuration;
use crate::error::CompileError;
use bytes::Bytes;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{ExitCode, ExitStatus, Stdio};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdout, Command};

/// What was compiled follows.
const DONE: u8 = b'+';
/// Why it was refused follows.
const REFUSED: u8 = b'-';
/// Bytes of compiled code that are written at once.
const PIECE: usize = 1 << 20;
/// Kept of what the child says on standard error.
const SAID: usize = 2000;

/// Compile in a child. What it makes goes where `begin` says.
pub(super) async fn compile(
    program: &Path,
    arguments: &[OsString],
    limits: &CompileLimits,
    wasm: Bytes,
    begin: impl FnOnce() -> Made + Send + 'static,
) -> Result<Made, CompileError> {
    let broken = |cause| CompileError::Program { program: program.display().to_string(), cause };
    let mut child = Command::new(program)
        .args(arguments)
        .env_clear()
        .env("RAYON_NUM_THREADS", limits.threads.max(1).to_string())
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(broken)?;
    let spoken = tokio::time::timeout(limits.wall, talk(&mut child, limits, &wasm, begin)).await;
    let Ok(spoken) = spoken else {
        let _ = child.kill().await;
        return Err(CompileError::TooLong { limit: limits.wall });
    };
    let Spoken { answer, said, status } = spoken.map_err(broken)?;
    match answer {
        Answer::TooBig => Err(CompileError::TooBig { limit: limits.output_bytes }),
        Answer::Made(made) if status.success() => Ok(made),
        Answer::Refused(words) if status.success() => Err(CompileError::Refused(words)),
        _ => Err(CompileError::Died {
            how: how(status),
            memory_mib: limits.memory_bytes >> 20,
            cpu_seconds: limits.cpu_seconds,
            said: String::from_utf8_lossy(&said).trim().to_owned(),
        }),
    }
}

struct Spoken {
    answer: Answer,
    said: Vec<u8>,
    status: ExitStatus,
}

/// What came over standard output.
enum Answer {
    Made(Made),
    Refused(String),
    TooBig,
    Nothing,
}

async fn talk(
    child: &mut Child,
    limits: &CompileLimits,
    wasm: &[u8],
    begin: impl FnOnce() -> Made + Send + 'static,
) -> std::io::Result<Spoken> {
    let missing = || std::io::Error::other("the child has no pipe");
    let mut stdin = child.stdin.take().ok_or_else(missing)?;
    let stdout = child.stdout.take().ok_or_else(missing)?;
    let mut stderr = child.stderr.take().ok_or_else(missing)?.take(64 << 10);
    let head: Vec<u8> = [limits.memory_bytes, limits.cpu_seconds, wasm.len() as u64]
        .into_iter()
        .flat_map(u64::to_le_bytes)
        .collect();
    let write = async move {
        // A child that dies while we write says why by its status, not by this broken pipe.
        let _ = stdin.write_all(&head).await;
        let _ = stdin.write_all(wasm).await;
        drop(stdin);
    };
    let mut said = Vec::new();
    let (_, answer, heard) =
        tokio::join!(write, listen(stdout, limits.output_bytes, begin), stderr.read_to_end(&mut said));
    let answer = answer?;
    heard?;
    // Whoever says too much is not waited for.
    drop(stderr);
    if said.len() > SAID {
        said.drain(..said.len() - SAID);
    }
    Ok(Spoken { answer, said, status: child.wait().await? })
}

/// Reads the answer to its end, or until it is too long. The pipe is closed then.
async fn listen(
    mut stdout: ChildStdout,
    most: usize,
    begin: impl FnOnce() -> Made + Send + 'static,
) -> std::io::Result<Answer> {
    let mut first = [0];
    match stdout.read(&mut first).await? {
        1 if first[0] == DONE => gather(stdout, most, begin).await,
        1 if first[0] == REFUSED => {
            let mut words = Vec::new();
            stdout.take(64 << 10).read_to_end(&mut words).await?;
            Ok(Answer::Refused(String::from_utf8_lossy(&words).into_owned()))
        }
        _ => Ok(Answer::Nothing),
    }
}

async fn gather(
    mut stdout: ChildStdout,
    most: usize,
    begin: impl FnOnce() -> Made + Send + 'static,
) -> std::io::Result<Answer> {
    let mut made = tokio::task::spawn_blocking(begin).await?;
    let (mut piece, mut length) = (Vec::with_capacity(PIECE), 0);
    loop {
        let more = stdout.read_buf(&mut piece).await?;
        length += more;
        if length > most {
            return Ok(Answer::TooBig);
        }
        if piece.len() >= PIECE || more == 0 {
            (made, piece) = tokio::task::spawn_blocking(move || {
                made.add(&piece)?;
                piece.clear();
                std::io::Result::Ok((made, piece))
            })
            .await??;
        }
        if more == 0 {
            return Ok(Answer::Made(made));
        }
    }
}

#[cfg(unix)]
fn how(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(6) => "signal 6: it ran out of memory, or met a fault of the compiler".to_owned(),
        Some(9) => "signal 9: it was killed".to_owned(),
        Some(24) => "signal 24: its CPU time was used up".to_owned(),
        Some(signal) => format!("signal {signal}"),
        None => status.to_string(),
    }
}

#[cfg(not(unix))]
fn how(status: ExitStatus) -> String {
    status.to_string()
}

/// The child's whole life: limit ourselves, read a component from standard input, compile it, write the result to
/// standard output. The hidden subcommand of the server calls this before anything else and ends with its code.
pub fn compile_child_main() -> ExitCode {
    match child_main(&mut std::io::stdin().lock(), &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "compiler: {error}");
            ExitCode::from(1)
        }
    }
}

fn child_main(input: &mut impl Read, output: &mut impl Write) -> std::io::Result<()> {
    let (memory, cpu, length) = (number(input)?, number(input)?, number(input)?);
    limit_ourselves(memory, cpu)?;
    let mut wasm = Vec::new();
    input.take(length).read_to_end(&mut wasm)?;
    if wasm.len() as u64 != length {
        return Err(std::io::Error::other("the component ended early"));
    }
    let engine = wasmtime::Engine::new(&configuration::on_demand())
        .map_err(|error| std::io::Error::other(format!("{error:#}")))?;
    match engine.precompile_component(&wasm) {
        Ok(code) => {
            output.write_all(&[DONE])?;
            output.write_all(&code)?;
        }
        Err(error) => {
            output.write_all(&[REFUSED])?;
            output.write_all(format!("{error:#}").as_bytes())?;
        }
    }
    output.flush()
}

fn number(input: &mut impl Read) -> std::io::Result<u64> {
    let mut bytes = [0; 8];
    input.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

#[cfg(unix)]
fn limit_ourselves(memory: u64, cpu: u64) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, nice, setrlimit};
    let limit = |amount| Rlimit { current: Some(amount), maximum: Some(amount) };
    setrlimit(Resource::As, limit(memory))?;
    // At the first of these the kernel says why, at the second it just kills.
    setrlimit(Resource::Cpu, Rlimit { current: Some(cpu), maximum: Some(cpu.saturating_add(5)) })?;
    setrlimit(Resource::Core, limit(0))?;
    setrlimit(Resource::Fsize, limit(0))?;
    setrlimit(Resource::Nofile, limit(16))?;
    // Chat goes first. Where this is not allowed, compiling is just not slower.
    let _ = nice(5);
    Ok(())
}

#[cfg(not(unix))]
fn limit_ourselves(_memory: u64, _cpu: u64) -> std::io::Result<()> {
    Ok(())
}
