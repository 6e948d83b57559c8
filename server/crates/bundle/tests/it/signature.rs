//! Who signed, and what: groups 20 and 26.

use chinwag_bundle::{Code, KeyId, Keyring, Password, SigningKey, TrustedKey, check_same_signer};

use crate::archives::{Tar, check};

const NOW: i64 = 1_800_000_000_000;

/// A key pair that minisign itself made, with its signature over the text `test`.
const PUBLIC: &str =
    "untrusted comment: minisign public key\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
const SIGNATURE: &str = "untrusted comment: signature from minisign secret key
RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=
trusted comment: timestamp:1633700835\tfile:test\tprehashed
wLMDjy9FLAuxZ3q4NlEvkgtyhrr0gtTu6KC4KBJdITbbOeAi1zBIYo0v4iTgt8jJpIidRJnp94ABQkJAgAooBQ==";

fn key() -> SigningKey {
    SigningKey::generate(Password::None).unwrap().0
}

fn ring(keys: &[&SigningKey]) -> Keyring {
    Keyring::new(keys.iter().map(|key| key.public_key().unwrap()).collect(), Vec::new())
}

fn codes(ring: &Keyring, archive: &[u8], signature: &str) -> Code {
    let refusal = ring.verify(archive, signature, NOW).expect_err("must be refused");
    assert!(!refusal.to_string().is_empty());
    refusal.code()
}

#[test]
fn what_minisign_signed_is_verified() {
    let ring = Keyring::new(vec![TrustedKey::parse(PUBLIC).unwrap()], Vec::new());
    let verified = ring.verify(&b"test"[..], SIGNATURE, NOW).unwrap();
    assert_eq!(verified.key.to_string(), "E7620F1842B4E81F", "as minisign prints it");
    assert!(verified.comment.contains("file:test"), "{}", verified.comment);
    assert_eq!(codes(&ring, b"Test", SIGNATURE), Code::SignatureWrong);
    let alone = TrustedKey::parse(PUBLIC.lines().nth(1).unwrap()).unwrap();
    assert_eq!(alone, TrustedKey::parse(PUBLIC).unwrap(), "the line alone will do");
}

#[test]
fn a_bundle_is_signed_and_verified_over_the_very_bytes_that_are_unpacked() {
    let (key, archive) = (key(), Tar::good().gz());
    let signature = key.sign(archive.as_slice(), "good-1.2.0.tar.gz", NOW).unwrap();
    let verified = ring(&[&key]).verify(archive.as_slice(), &signature, NOW).unwrap();
    assert!(verified.comment.contains("file:good-1.2.0.tar.gz"), "{}", verified.comment);
    assert!(verified.covers(&check(&archive).unwrap().value).is_ok());
    let other = check(&Tar::good().file("more", b"x").gz()).unwrap().value;
    assert_eq!(verified.covers(&other).unwrap_err().code, Code::SignatureOtherBytes);
}

#[test]
fn each_reason_for_distrust_is_told_apart() {
    let (mine, other, archive) = (key(), key(), Tar::good().gz());
    let signature = mine.sign(archive.as_slice(), "a.tar.gz", NOW).unwrap();
    let id = mine.public_key().unwrap().id();
    assert_eq!(codes(&ring(&[&other]), &archive, &signature), Code::KeyUnknown);
    assert_eq!(codes(&Keyring::default(), &archive, &signature), Code::KeyUnknown);
    let revoked = Keyring::new(vec![mine.public_key().unwrap()], vec![id]);
    assert_eq!(codes(&revoked, &archive, &signature), Code::KeyRevoked);
    let until = |time| Keyring::new(vec![mine.public_key().unwrap().until(time)], Vec::new());
    assert_eq!(codes(&until(NOW), &archive, &signature), Code::KeyExpired);
    assert!(until(NOW + 1).verify(archive.as_slice(), &signature, NOW).is_ok());
    let mut changed = archive.clone();
    changed[20] ^= 1;
    assert_eq!(codes(&ring(&[&mine]), &changed, &signature), Code::SignatureWrong);
    let comment = signature.replace("a.tar.gz", "b.tar.gz");
    assert_eq!(codes(&ring(&[&mine]), &archive, &comment), Code::SignatureWrong, "the comment is signed too");
    assert_eq!(Keyring::missing().code, Code::SignatureMissing);
}

#[test]
fn what_is_no_signature_or_no_key_is_told() {
    let ring = ring(&[&key()]);
    for text in [
        "",
        "hello",
        "a\nb\nc\nd",
        "untrusted comment: x\nRUQf\ntrusted comment: y\nzzz",
        "-----BEGIN PGP SIGNATURE-----\n\niQ==\n",
    ] {
        assert_eq!(codes(&ring, b"x", text), Code::SignatureForm, "{text:?}");
    }
    assert_eq!(codes(&ring, b"x", &"x\n".repeat(10_000)), Code::SignatureForm);
    for text in ["", "hello", "untrusted comment: x\n", "RWQf6LRCGA9i53", "ssh-ed25519 AAAA"] {
        assert_eq!(TrustedKey::parse(text).unwrap_err().code, Code::KeyForm, "{text:?}");
    }
    assert_eq!(KeyId::parse("E7620F1842B4E81F").unwrap().to_string(), "E7620F1842B4E81F");
    assert_eq!((KeyId::parse("E762"), KeyId::parse("+7620F1842B4E81F")), (None, None));
}

#[test]
fn the_old_kind_of_signature_is_refused_by_name() {
    let key = key();
    let signature = key.sign(&b"test"[..], "test", NOW).unwrap();
    let line = signature.lines().nth(1).unwrap();
    let legacy = signature.replace(line, &line.replacen("RU", "RW", 1));
    assert_ne!(legacy, signature);
    assert_eq!(codes(&ring(&[&key]), b"test", &legacy), Code::SignatureLegacy);
}

#[test]
fn a_secret_key_is_kept_with_or_without_a_password() {
    let (key, text) = SigningKey::generate(Password::None).unwrap();
    let again = SigningKey::parse(&text, Password::Is("not needed")).unwrap();
    assert_eq!(again.public_key().unwrap(), key.public_key().unwrap());
    assert_eq!(TrustedKey::parse(&key.public_key_file().unwrap()).unwrap(), key.public_key().unwrap());
    let (locked, text) = SigningKey::generate(Password::Is("open sesame")).unwrap();
    let opened = SigningKey::parse(&text, Password::Is("open sesame")).unwrap();
    assert_eq!(opened.public_key().unwrap(), locked.public_key().unwrap());
    assert_eq!(SigningKey::parse(&text, Password::Is("wrong")).unwrap_err().code, Code::KeyPassword);
    assert_eq!(SigningKey::parse(&text, Password::None).unwrap_err().code, Code::KeyPassword);
    assert_eq!(SigningKey::parse("hello\nthere", Password::None).unwrap_err().code, Code::KeyForm);
    assert!(!format!("{opened:?}{:?}", Password::Is("open sesame")).contains("sesame"));
}

#[test]
fn an_installed_plugin_is_replaced_by_its_own_signer_only() {
    let (mine, other) = (key().public_key().unwrap().id(), key().public_key().unwrap().id());
    let check =
        |installed, new| check_same_signer("com.example.a", installed, new).map_err(|finding| finding.code);
    assert_eq!(check(Some(mine), Some(mine)), Ok(()));
    assert_eq!(check(None, Some(mine)), Ok(()), "an unsigned one may become signed");
    assert_eq!(check(None, None), Ok(()));
    assert_eq!(check(Some(mine), Some(other)), Err(Code::OtherSigner));
    assert_eq!(check(Some(mine), None), Err(Code::OtherSigner));
    let words = check_same_signer("com.example.a", Some(mine), None).unwrap_err().to_string();
    assert!(words.contains("is not signed") && words.contains("install it anew"), "{words}");
}
