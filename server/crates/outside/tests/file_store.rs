//! The file store as the rest of the server sees it: on disk, in memory, and in a small bucket on loopback.

#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::HashMap;
use std::path::Path as FsPath;
use std::sync::Arc;

use bytes::Bytes;
use chinwag_outside::file_store::{Checksum, FileStore, FileStoreError, S3Settings};
use futures_util::{TryStreamExt, stream};
use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

fn chunks(count: usize, bytes: usize) -> Vec<Result<Bytes, std::io::Error>> {
    (0..count).map(|i| Ok(Bytes::from(vec![b'a' + (i % 26) as u8; bytes]))).collect()
}

fn stores() -> (tempfile::TempDir, [FileStore; 2]) {
    let directory = tempfile::tempdir().unwrap();
    let disk = FileStore::on_disk(&directory.path().join("files")).unwrap();
    (directory, [disk, FileStore::in_memory()])
}

fn everything_below(directory: &FsPath) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
            } else {
                found.push(entry.path().display().to_string());
            }
        }
    }
    found
}

#[tokio::test]
async fn a_streamed_file_comes_back_whole_and_in_ranges() {
    let (_directory, stores) = stores();
    for store in stores {
        for (count, bytes) in [(3, 10), (13, 1_000_000)] {
            let stored = store
                .put_stream(
                    "20260101/abc/photo.png",
                    stream::iter(chunks(count, bytes)),
                    20_000_000,
                    Checksum::Sha256,
                )
                .await
                .unwrap();
            let whole: Vec<u8> = chunks(count, bytes).into_iter().flat_map(Result::unwrap).collect();
            assert_eq!(stored.bytes, whole.len() as u64);
            assert_eq!(stored.sha256.unwrap(), hex::encode(Sha256::digest(&whole)));
            assert_eq!(store.get_bytes("20260101/abc/photo.png", 20_000_000).await.unwrap(), whole);
            assert_eq!(store.size("20260101/abc/photo.png").await.unwrap(), whole.len() as u64);

            let part = store.get_stream("20260101/abc/photo.png", Some(5..u64::MAX)).await.unwrap();
            assert_eq!((part.total_bytes, part.range.clone()), (whole.len() as u64, 5..whole.len() as u64));
            let part: Vec<Bytes> = part.content.try_collect().await.unwrap();
            assert_eq!(part.concat(), whole[5..]);
        }
    }
}

#[tokio::test]
async fn a_stream_that_fails_or_is_too_long_leaves_nothing_behind() {
    let directory = tempfile::tempdir().unwrap();
    let store = FileStore::on_disk(directory.path()).unwrap();
    for size in [10, 2_000_000] {
        let mut broken = chunks(5, size);
        broken.push(Err(std::io::Error::other("peer went away")));
        let error =
            store.put_stream("a/b", stream::iter(broken), u64::MAX, Checksum::None).await.unwrap_err();
        assert!(error.to_string().contains("peer went away"), "{error}");

        let limit = size as u64 * 5 - 1;
        let error =
            store.put_stream("a/b", stream::iter(chunks(5, size)), limit, Checksum::None).await.unwrap_err();
        assert!(matches!(error, FileStoreError::TooLarge { limit_bytes, .. } if limit_bytes == limit));
        assert_eq!(everything_below(directory.path()), Vec::<String>::new());
        assert!(!store.exists("a/b").await.unwrap());
    }
}

#[tokio::test]
async fn a_failed_replacement_keeps_the_old_file() {
    let (_directory, stores) = stores();
    for store in stores {
        store.put_bytes("a", Bytes::from_static(b"old")).await.unwrap();
        store
            .put_stream("a", stream::iter(chunks(7, 1_000_000)), 6_500_000, Checksum::None)
            .await
            .unwrap_err();
        assert_eq!(store.get_bytes("a", 10).await.unwrap(), "old");
    }
}

#[tokio::test]
async fn reading_says_missing_too_large_and_out_of_range() {
    let (_directory, stores) = stores();
    for store in stores {
        store.put_bytes("a", Bytes::from_static(b"12345")).await.unwrap();
        assert!(matches!(store.get_bytes("b", 10).await, Err(FileStoreError::NotFound { .. })));
        assert!(matches!(store.get_bytes("a", 4).await, Err(FileStoreError::TooLarge { .. })));
        let error = store.get_stream("a", Some(5..9)).await.unwrap_err();
        assert!(matches!(error, FileStoreError::BadRange { size: 5, .. }));
        store.delete("a").await.unwrap();
        store.delete("a").await.unwrap();
        assert!(!store.exists("a").await.unwrap());
    }
}

#[tokio::test]
async fn listing_shows_what_is_below_a_folder() {
    let (_directory, stores) = stores();
    for store in stores {
        for key in ["a/1", "a/b/2", "c"] {
            store.put_bytes(key, Bytes::new()).await.unwrap();
        }
        let mut found = store.list("a").await.unwrap();
        found.sort();
        assert_eq!(found, ["a/1", "a/b/2"]);
        assert_eq!(store.list("").await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn unsafe_keys_are_refused_with_the_reason() {
    let store = FileStore::in_memory();
    let long = "k".repeat(513);
    let wide = "k".repeat(241);
    for key in [
        "",
        "/etc/passwd",
        "../up",
        "a/../b",
        "a//b",
        "a/./b",
        "a/",
        "a\\b",
        "a\0",
        "a#1",
        long.as_str(),
        wide.as_str(),
    ] {
        let error = store.put_bytes(key, Bytes::new()).await.unwrap_err();
        assert!(matches!(error, FileStoreError::BadKey { .. }), "{key:?}: {error}");
    }
    for key in ["a", "Ünï cödé/datei (1).txt", "a..b/.hidden"] {
        store.put_bytes(key, Bytes::new()).await.unwrap();
        assert!(store.exists(key).await.unwrap(), "{key}");
    }
}

type Objects = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// The part of the S3 protocol that small files need: PUT, GET, HEAD and DELETE of whole objects.
async fn bucket_server(listener: TcpListener, objects: Objects) {
    while let Ok((socket, _)) = listener.accept().await {
        tokio::spawn(bucket_connection(socket, Arc::clone(&objects)));
    }
}

async fn bucket_connection(socket: TcpStream, objects: Objects) -> Option<()> {
    let mut socket = BufReader::new(socket);
    loop {
        let (mut head, mut length) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            socket.read_line(&mut line).await.ok().filter(|count| *count > 0)?;
            let line = line.trim_end().to_owned();
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if line.is_empty() {
                break;
            }
            head.push(line);
        }
        let mut body = vec![0; length];
        socket.read_exact(&mut body).await.ok()?;
        let mut words = head[0].split(' ');
        let (method, path) = (words.next()?, words.next()?.to_owned());
        assert!(head.iter().any(|line| line.to_lowercase().starts_with("authorization: aws4-hmac-sha256")));
        let (status, answer) = match method {
            "PUT" => {
                objects.lock().insert(path, body);
                ("200 OK", Some(Vec::new()))
            }
            "DELETE" => {
                objects.lock().remove(&path);
                ("204 No Content", None)
            }
            _ => match objects.lock().get(&path) {
                Some(found) => ("200 OK", Some(found.clone())),
                None => ("404 Not Found", Some(Vec::new())),
            },
        };
        let mut reply =
            format!("HTTP/1.1 {status}\r\nETag: \"1\"\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n");
        if let Some(answer) = &answer {
            reply.push_str(&format!("Content-Length: {}\r\n", answer.len()));
        }
        socket.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
        if let Some(answer) = answer.filter(|_| method != "HEAD") {
            socket.write_all(&answer).await.ok()?;
        }
        socket.flush().await.ok()?;
    }
}

#[tokio::test]
async fn a_bucket_keeps_files_like_the_disk_does() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let objects = Objects::default();
    tokio::spawn(bucket_server(listener, Arc::clone(&objects)));
    let store = FileStore::on_s3(&S3Settings {
        bucket: "chat".into(),
        region: "us-east-1".into(),
        endpoint: Some(endpoint),
        access_key_id: "id".into(),
        secret_access_key: "topsecret".into(),
        prefix: "/files/".into(),
    })
    .unwrap();
    let stored =
        store.put_stream("a/b c.txt", stream::iter(chunks(3, 4)), 12, Checksum::Sha256).await.unwrap();
    assert_eq!(stored.bytes, 12);
    assert_eq!(objects.lock().keys().collect::<Vec<_>>(), ["/chat/files/a/b%20c.txt"]);
    assert_eq!(store.get_bytes("a/b c.txt", 12).await.unwrap(), "aaaabbbbcccc");
    assert_eq!(store.size("a/b c.txt").await.unwrap(), 12);
    assert!(store.put_stream("d", stream::iter(chunks(3, 4)), 11, Checksum::None).await.is_err());
    assert!(!store.exists("d").await.unwrap());
    store.delete("a/b c.txt").await.unwrap();
    assert!(matches!(store.get_bytes("a/b c.txt", 12).await, Err(FileStoreError::NotFound { .. })));
}
