//! Compiling in a child with limits, and the cache of what was compiled (attacks 30, 83).

use crate::guests::{bytes, going, good};
use chinwag_plugin_engine::{
    CompileError, CompileLimits, CompilerProgram, Engine, EngineConfig, HowCompiled,
};
use std::path::{Path, PathBuf};
use std::time::Duration;

fn child() -> CompilerProgram {
    CompilerProgram::Child { program: env!("CARGO_BIN_EXE_plugin-compiler").into(), arguments: Vec::new() }
}

fn engine(change: impl FnOnce(&mut EngineConfig)) -> Engine {
    let mut config = EngineConfig { compiler: child(), ..EngineConfig::default() };
    change(&mut config);
    Engine::new(config).unwrap()
}

fn caching(folder: &Path) -> Engine {
    engine(|config| config.cache_folder = Some(folder.to_owned()))
}

async fn how(engine: &Engine, text: &str) -> HowCompiled {
    engine.compile(bytes(text)).await.unwrap().how
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<_> =
        files.filter(|path| path.extension().is_some_and(|ending| ending == "cwasm")).collect();
    found.sort();
    found
}

#[tokio::test]
async fn a_component_is_compiled_once_and_comes_from_the_cache_afterwards_in_another_process_too() {
    let folder = tempfile::tempdir().unwrap();
    let first = caching(folder.path());
    assert_eq!(how(&first, &good()).await, HowCompiled::Fresh);
    assert_eq!(how(&first, &good()).await, HowCompiled::Cached);
    assert_eq!(how(&caching(folder.path()), &good()).await, HowCompiled::Cached);
    assert_eq!(how(&first, &going("")).await, HowCompiled::Fresh);
    assert_eq!(entries(folder.path()).len(), 2);
    let together = engine(|config| {
        config.cache_folder = Some(folder.path().join("another"));
        config.compile_limits.at_once = 1;
    });
    let wasm = bytes(&good());
    let (one, two) = tokio::join!(together.compile(wasm.clone()), together.compile(wasm));
    let mut hows = [one.unwrap().how, two.unwrap().how];
    hows.sort_by_key(|how| *how == HowCompiled::Cached);
    assert_eq!(hows, [HowCompiled::Fresh, HowCompiled::Cached], "two who ask at once do not compile twice");
}

/// Changes the bytes of an entry.
type Damage = fn(&mut Vec<u8>);

#[tokio::test]
async fn entries_that_are_broken_cut_swapped_or_made_by_others_are_compiled_again() {
    let folder = tempfile::tempdir().unwrap();
    let engine = caching(folder.path());
    how(&engine, &good()).await;
    let entry = entries(folder.path()).remove(0);
    let whole = std::fs::read(&entry).unwrap();
    let damages: [(&str, Damage); 5] = [
        ("one bit of the code", |bytes| bytes[100] ^= 1),
        ("one bit of the MAC", |bytes| *bytes.last_mut().unwrap() ^= 1),
        ("the end", |bytes| bytes.truncate(bytes.len() - 1)),
        ("all", Vec::clear),
        ("the head", |bytes| drop(bytes.drain(..40))),
    ];
    for (what, damage) in damages {
        let mut broken = whole.clone();
        damage(&mut broken);
        std::fs::write(&entry, broken).unwrap();
        assert_eq!(how(&engine, &good()).await, HowCompiled::Replaced, "{what}");
        assert_eq!(how(&engine, &good()).await, HowCompiled::Cached, "{what}");
    }

    how(&engine, &going("")).await;
    let other = entries(folder.path()).into_iter().find(|path| *path != entry).unwrap();
    std::fs::copy(&entry, &other).unwrap();
    assert_eq!(how(&engine, &going("")).await, HowCompiled::Replaced, "the code of another component");

    let elsewhere = tempfile::tempdir().unwrap();
    how(&caching(elsewhere.path()), &good()).await;
    std::fs::copy(&entries(elsewhere.path())[0], &entry).unwrap();
    assert_eq!(how(&engine, &good()).await, HowCompiled::Replaced, "made under another key");
}

#[cfg(unix)]
#[tokio::test]
async fn the_key_is_its_owners_alone_and_one_that_others_could_read_vouches_for_nothing() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    how(&caching(folder.path()), &good()).await;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let key = folder.path().join("key");
    assert_eq!((mode(folder.path()), mode(&key), mode(&entries(folder.path())[0])), (0o700, 0o600, 0o600));
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(how(&caching(folder.path()), &good()).await, HowCompiled::Replaced);
    assert_eq!(mode(&key), 0o600);
}

#[tokio::test]
async fn the_cache_keeps_within_its_size_and_lets_go_what_was_not_used_for_longest() {
    let folder = tempfile::tempdir().unwrap();
    let guests: Vec<String> = (0..4).map(|number| going(&format!("(drop (i32.const {number}))"))).collect();
    let plain = caching(folder.path());
    for (age, text) in guests.iter().take(3).enumerate() {
        let before = entries(folder.path());
        how(&plain, text).await;
        let new = entries(folder.path()).into_iter().find(|path| !before.contains(path)).unwrap();
        let at = std::time::SystemTime::now() - Duration::from_secs(1000 - age as u64);
        std::fs::File::options().append(true).open(new).unwrap().set_modified(at).unwrap();
    }
    assert_eq!(how(&plain, &guests[0]).await, HowCompiled::Cached, "used just now");
    let bytes = std::fs::metadata(&entries(folder.path())[0]).unwrap().len();
    let small = engine(|config| {
        config.cache_folder = Some(folder.path().to_owned());
        config.cache_bytes = bytes * 5 / 2;
    });
    assert_eq!(how(&small, &guests[3]).await, HowCompiled::Fresh);
    assert_eq!(entries(folder.path()).len(), 2);
    assert_eq!(how(&small, &guests[0]).await, HowCompiled::Cached);
    assert_eq!(how(&small, &guests[3]).await, HowCompiled::Cached);
}

#[tokio::test]
async fn a_cache_that_cannot_be_written_is_told_and_compiling_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let engine = caching(folder.path());
    std::fs::remove_dir_all(folder.path()).unwrap();
    assert_eq!(how(&engine, &good()).await, HowCompiled::Fresh);
    assert_eq!(how(&engine, &good()).await, HowCompiled::Fresh);
    let file = tempfile::NamedTempFile::new().unwrap();
    let refusal =
        Engine::new(EngineConfig { cache_folder: Some(file.path().to_owned()), ..EngineConfig::default() });
    assert!(refusal.unwrap_err().to_string().contains("cannot be used"));
}

#[tokio::test]
async fn a_compiler_that_takes_too_long_or_too_much_is_stopped_and_the_reason_told() {
    let refused = async |limits: CompileLimits| {
        let engine = engine(|config| config.compile_limits = limits);
        engine.compile(bytes(&good())).await.unwrap_err()
    };
    let slow = CompileLimits { wall: Duration::from_nanos(1), ..CompileLimits::default() };
    assert!(matches!(refused(slow).await, CompileError::TooLong { .. }));
    let hungry = CompileLimits { memory_bytes: 1 << 20, ..CompileLimits::default() };
    let error = refused(hungry).await;
    assert!(matches!(error, CompileError::Died { memory_mib: 1, .. }), "{error}");
    let big = CompileLimits { output_bytes: 100, ..CompileLimits::default() };
    assert!(matches!(refused(big).await, CompileError::TooBig { limit: 100 }));
}

#[tokio::test]
async fn a_program_that_is_no_compiler_is_not_believed() {
    let with = async |program: &str, arguments: &[&str]| {
        let arguments = arguments.iter().map(Into::into).collect();
        let engine =
            engine(|config| config.compiler = CompilerProgram::Child { program: program.into(), arguments });
        engine.compile(bytes(&good())).await.unwrap_err()
    };
    assert!(matches!(with("/nonexistent/compiler", &[]).await, CompileError::Program { .. }));
    let died = with("/bin/sh", &["-c", "echo out of luck >&2; exit 3"]).await;
    assert!(matches!(died, CompileError::Died { .. }) && died.to_string().contains("out of luck"), "{died}");
    assert!(matches!(with("/bin/sh", &["-c", "kill -9 $$"]).await, CompileError::Died { .. }));
    assert!(matches!(with("/bin/sh", &["-c", "printf +rubbish"]).await, CompileError::Load(_)));
}

#[tokio::test]
async fn what_is_not_fit_is_refused_before_a_child_is_started() {
    let engine = engine(|config| {
        config.compiler = CompilerProgram::Child { program: "/nonexistent".into(), arguments: Vec::new() };
    });
    for wrong in [b"\x7fELF".to_vec(), b"rubbish".to_vec(), wat::parse_str("(module)").unwrap()] {
        assert!(matches!(engine.compile(wrong).await.unwrap_err(), CompileError::Inspect(_)));
    }
}
