//! Which network addresses the server may call on behalf of users and plugins.
//!
//! Pure decisions about IP addresses and host names: no sockets but one harmless question to the kernel
//! ([`AddressGuard::check`] asks whether an address is this machine's own). Enforced by `http_client`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Longest accepted allow list, in bytes of text.
const MAX_LIST_BYTES: usize = 64 * 1024;

/// The administrator's exceptions: hosts, addresses and blocks that may be called although they are internal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AllowedInternal {
    hosts: Vec<String>,
    blocks: Vec<Block>,
}

/// Why an allow list could not be read.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AllowListError {
    /// An entry looks like an address block and is not one.
    #[error(
        "allowed internal connections: {entry:?} is not an address block ({why}); write for example 10.0.0.0/8 or fd00::/8"
    )]
    BadBlock {
        /// The entry as written.
        entry: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// An entry is neither an address nor a host name.
    #[error(
        "allowed internal connections: {entry:?} is neither a host name, an IP address nor a block; separate entries with spaces or commas and leave out scheme, port and path"
    )]
    BadEntry {
        /// The entry as written.
        entry: String,
    },
    /// The whole list is too long.
    #[error(
        "allowed internal connections: the list has {bytes} bytes, the limit is 65536; use address blocks"
    )]
    TooLong {
        /// Length of the list.
        bytes: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    network: IpAddr,
    prefix: u8,
}

impl Block {
    fn parse(entry: &str) -> Result<Self, AllowListError> {
        let bad = |why| AllowListError::BadBlock { entry: entry.to_owned(), why };
        let (address, prefix) = entry.split_once('/').ok_or_else(|| bad("no prefix length"))?;
        let network: IpAddr = address.parse().map_err(|_| bad("the part before / is not an IP address"))?;
        let prefix: u8 = prefix.parse().map_err(|_| bad("the part after / is not a number"))?;
        let longest = if network.is_ipv4() { 32 } else { 128 };
        if prefix > longest {
            return Err(bad("the prefix length is longer than the address"));
        }
        Ok(Self { network, prefix })
    }

    fn one(address: IpAddr) -> Self {
        Self { network: address, prefix: if address.is_ipv4() { 32 } else { 128 } }
    }

    fn contains(&self, address: IpAddr) -> bool {
        let (a, b, width) = match (self.network, address) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (u128::from(u32::from(a)), u128::from(u32::from(b)), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => (u128::from(a), u128::from(b), 128),
            _ => return false,
        };
        let dropped = width - u32::from(self.prefix);
        a.checked_shr(dropped).unwrap_or(0) == b.checked_shr(dropped).unwrap_or(0)
    }
}

impl AllowedInternal {
    /// Reads a list of hosts, addresses and CIDR blocks separated by white space or commas.
    ///
    /// # Errors
    /// Names the first entry that cannot be understood.
    pub fn parse(list: &str) -> Result<Self, AllowListError> {
        if list.len() > MAX_LIST_BYTES {
            return Err(AllowListError::TooLong { bytes: list.len() });
        }
        let mut allowed = Self::default();
        for entry in list.split(|c: char| c.is_whitespace() || c == ',').filter(|entry| !entry.is_empty()) {
            if entry.contains('/') && !entry.contains("://") {
                allowed.blocks.push(Block::parse(entry)?);
            } else if let Ok(address) = entry.trim_matches(['[', ']']).parse::<IpAddr>() {
                allowed.blocks.push(Block::one(address));
            } else if is_host_name(entry) {
                allowed.hosts.push(normal_host(entry));
            } else {
                return Err(AllowListError::BadEntry { entry: entry.to_owned() });
            }
        }
        Ok(allowed)
    }

    fn has_host(&self, host: &str) -> bool {
        let host = normal_host(host);
        self.hosts.contains(&host)
    }

    fn has_address(&self, address: IpAddr) -> bool {
        self.blocks.iter().any(|block| block.contains(address))
    }
}

fn is_host_name(entry: &str) -> bool {
    entry.len() <= 253
        && entry.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_'))
        && entry.chars().any(char::is_alphanumeric)
}

fn normal_host(host: &str) -> String {
    host.trim_end_matches('.').to_lowercase()
}

/// A refused address, in words for the person who configured the call.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "calls to {host} ({address}) are refused: it is {kind}; if the server really shall call it, an administrator can add {host} or {address} to ServiceSettings.AllowedUntrustedInternalConnections"
)]
pub struct Refusal {
    /// The host as written in the URL.
    pub host: String,
    /// The address it stands for.
    pub address: IpAddr,
    /// Which sort of internal address it is.
    pub kind: AddressKind,
}

/// The sort of an address that may not be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressKind {
    /// The machine itself: 127.0.0.0/8, ::1, the unspecified address.
    Loopback,
    /// Private networks: RFC 1918, unique local IPv6, site local IPv6.
    Private,
    /// 169.254.0.0/16 and fe80::/10.
    LinkLocal,
    /// Provider-internal NAT: 100.64.0.0/10.
    CarrierNat,
    /// Multicast and broadcast.
    Multicast,
    /// Instance metadata and host agents of cloud providers.
    Metadata,
    /// Reserved, documentation, benchmark and tunnel ranges.
    Reserved,
    /// An address of one of this machine's own network cards.
    OwnAddress,
}

impl fmt::Display for AddressKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Loopback => "the server itself (loopback)",
            Self::Private => "a private network address",
            Self::LinkLocal => "a link-local address",
            Self::CarrierNat => "a shared address of a provider (100.64.0.0/10)",
            Self::Multicast => "a multicast or broadcast address",
            Self::Metadata => "a cloud provider's metadata service",
            Self::Reserved => "a reserved address",
            Self::OwnAddress => "an address of the server's own network card",
        })
    }
}

/// Decides about hosts and addresses.
#[derive(Clone, Debug, Default)]
pub struct AddressGuard {
    allowed: AllowedInternal,
}

impl AddressGuard {
    /// A guard with these exceptions.
    #[must_use]
    pub fn new(allowed: AllowedInternal) -> Self {
        Self { allowed }
    }

    /// Says whether `host`, which resolved to `address`, may be called.
    ///
    /// # Errors
    /// The refusal names host, address and the sort of address.
    pub fn check(&self, host: &str, address: IpAddr) -> Result<(), Refusal> {
        let plain = embedded_v4(address).map_or(address, IpAddr::V4);
        if self.allowed.has_host(host) || self.allowed.has_address(address) || self.allowed.has_address(plain)
        {
            return Ok(());
        }
        match kind_of(address).or_else(|| is_own(plain).then_some(AddressKind::OwnAddress)) {
            Some(kind) => Err(Refusal { host: host.to_owned(), address, kind }),
            None => Ok(()),
        }
    }
}

/// The sort of an internal address, `None` for an ordinary public one.
#[must_use]
pub fn kind_of(address: IpAddr) -> Option<AddressKind> {
    match address {
        IpAddr::V4(v4) => kind_of_v4(v4),
        IpAddr::V6(v6) => kind_of_v6(v6),
    }
}

fn kind_of_v4(address: Ipv4Addr) -> Option<AddressKind> {
    match address.octets() {
        // Azure's host agent answers on a public-looking address.
        [169, 254, 169, 254] | [169, 254, 170, 2] | [100, 100, 100, 200] | [168, 63, 129, 16] => {
            Some(AddressKind::Metadata)
        }
        [0 | 127, ..] => Some(AddressKind::Loopback),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Some(AddressKind::Private),
        [169, 254, ..] => Some(AddressKind::LinkLocal),
        [100, 64..=127, ..] => Some(AddressKind::CarrierNat),
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 18 | 19, ..] | [198, 51, 100, _] | [203, 0, 113, _] => {
            Some(AddressKind::Reserved)
        }
        [224..=239, ..] | [255, 255, 255, 255] => Some(AddressKind::Multicast),
        [240..=255, ..] => Some(AddressKind::Reserved),
        _ => None,
    }
}

fn kind_of_v6(address: Ipv6Addr) -> Option<AddressKind> {
    if let Some(v4) = embedded_v4(IpAddr::V6(address)) {
        return kind_of_v4(v4);
    }
    if address == Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254) {
        return Some(AddressKind::Metadata);
    }
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => Some(AddressKind::Loopback),
        [0xfc00..=0xfdff, ..] | [0xfec0..=0xfeff, ..] => Some(AddressKind::Private),
        [0xfe80..=0xfebf, ..] => Some(AddressKind::LinkLocal),
        [0xff00..=0xffff, ..] => Some(AddressKind::Multicast),
        // Only 2000::/3 is public; in it: protocol assignments with Teredo, documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => {
            Some(AddressKind::Reserved)
        }
        [0x2000..=0x3fff, ..] => None,
        _ => Some(AddressKind::Reserved),
    }
}

/// The IPv4 address inside a mapped (`::ffff:a.b.c.d`), translated (`64:ff9b::`) or 6to4 (`2002::`) address:
/// a packet to it ends there, so the inner address decides.
fn embedded_v4(address: IpAddr) -> Option<Ipv4Addr> {
    let IpAddr::V6(v6) = address else { return None };
    let inner = |high: u16, low: u16| Some(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match v6.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => inner(high, low),
        [0x2002, high, low, ..] => inner(high, low),
        _ => None,
    }
}

/// Connecting a UDP socket sends nothing; the kernel only picks a source address, and picks the target's own
/// address exactly when the target is this machine.
fn is_own(address: IpAddr) -> bool {
    let any: SocketAddr = match address {
        IpAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        IpAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    UdpSocket::bind(any)
        .and_then(|socket| socket.connect((address, 9)).and_then(|()| socket.local_addr()))
        .is_ok_and(|local| local.ip() == address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> Option<AddressKind> {
        kind_of(text.parse().unwrap())
    }

    #[test]
    fn public_addresses_may_be_called_and_internal_ones_may_not() {
        for public in
            ["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2002:101:101::1"]
        {
            assert_eq!(kind(public), None, "{public}");
        }
        for (internal, expected) in [
            ("127.0.0.1", AddressKind::Loopback),
            ("127.255.1.2", AddressKind::Loopback),
            ("0.0.0.0", AddressKind::Loopback),
            ("10.1.2.3", AddressKind::Private),
            ("172.31.255.255", AddressKind::Private),
            ("192.168.1.1", AddressKind::Private),
            ("169.254.1.1", AddressKind::LinkLocal),
            ("169.254.169.254", AddressKind::Metadata),
            ("168.63.129.16", AddressKind::Metadata),
            ("100.100.100.200", AddressKind::Metadata),
            ("100.64.0.1", AddressKind::CarrierNat),
            ("224.0.0.1", AddressKind::Multicast),
            ("255.255.255.255", AddressKind::Multicast),
            ("240.0.0.1", AddressKind::Reserved),
            ("198.18.0.1", AddressKind::Reserved),
            ("::1", AddressKind::Loopback),
            ("::", AddressKind::Loopback),
            ("::7f00:1", AddressKind::Reserved),
            ("fd00:ec2::254", AddressKind::Metadata),
            ("fd12::1", AddressKind::Private),
            ("fe80::1", AddressKind::LinkLocal),
            ("ff02::1", AddressKind::Multicast),
            ("2001:db8::1", AddressKind::Reserved),
            ("2001:0:4136:e378::1", AddressKind::Reserved),
            ("64:ff9b:1::1", AddressKind::Reserved),
        ] {
            assert_eq!(kind(internal), Some(expected), "{internal}");
        }
    }

    #[test]
    fn an_internal_ipv4_address_does_not_hide_in_an_ipv6_form() {
        for hidden in
            ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::"]
        {
            assert!(kind(hidden).is_some(), "{hidden}");
        }
        assert_eq!(kind("64:ff9b::101:101"), None);
    }

    #[test]
    fn the_allow_list_opens_hosts_addresses_and_blocks_and_nothing_else() {
        let guard = AddressGuard::new(
            AllowedInternal::parse("ci.internal, 127.0.0.1\n10.20.0.0/16 fd00::/8 [::1]").unwrap(),
        );
        let ok = |host: &str, ip: &str| guard.check(host, ip.parse().unwrap()).is_ok();
        assert!(ok("CI.internal.", "192.168.0.9"));
        assert!(ok("127.0.0.1", "127.0.0.1"));
        assert!(ok("x", "::ffff:127.0.0.1"));
        assert!(ok("x", "10.20.255.1"));
        assert!(ok("x", "fd00::9"));
        assert!(ok("x", "::1"));
        assert!(!ok("x", "10.21.0.1"));
        assert!(!ok("x", "127.0.0.2"));
        assert!(!ok("notci.internal", "192.168.0.9"));
        let open = AddressGuard::new(AllowedInternal::parse("0.0.0.0/0").unwrap());
        assert!(open.check("x", "10.0.0.1".parse().unwrap()).is_ok());
        assert!(open.check("x", "fe80::1".parse().unwrap()).is_err());
    }

    #[test]
    fn a_wrong_entry_in_the_allow_list_is_named() {
        for wrong in ["10.0.0.0/33", "10.0.0/8", "fd00::/x", "http://intern/", "intern:8080", "*"] {
            let error = AllowedInternal::parse(&format!("localhost {wrong}")).unwrap_err().to_string();
            assert!(error.contains(wrong), "{error}");
        }
        assert!(AllowedInternal::parse(&"a ".repeat(40_000)).is_err());
    }

    #[test]
    fn the_refusal_says_what_to_do() {
        let text = AddressGuard::default().check("db", "10.0.0.5".parse().unwrap()).unwrap_err().to_string();
        for part in ["db", "10.0.0.5", "private network", "AllowedUntrustedInternalConnections"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
