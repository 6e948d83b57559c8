//! Every problem that can be found, with its stable name, how bad it is and what to do about it.
//!
//! Names are promises: tools compare them. A new problem is a new row; a row is never given another meaning.
//! How a problem is worded for one value is in the module that finds it.

use std::fmt;

use serde::{Serialize, Serializer};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The bundle loads, but somebody should look.
    Warning,
    /// The bundle is refused.
    Error,
}

macro_rules! codes {
    ($( $variant:ident $severity:ident $text:literal $advice:literal; )*) => {
        /// The stable name of a problem, such as `archive.name_traversal`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "each is explained by its advice, which `advice` gives")]
        pub enum Code { $( $variant, )* }

        impl Code {
            /// All of them, in the order of this table.
            pub const ALL: &'static [Code] = &[ $( Code::$variant, )* ];

            /// The name tools compare.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Code::$variant => $text, )* }
            }

            /// Whether it refuses the bundle.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $( Code::$variant => Severity::$severity, )* }
            }

            /// What to do about it, in words.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self { $( Code::$variant => $advice, )* }
            }
        }
    };
}

codes! {
    // The manifest as a text
    DocumentTooLarge Error "manifest.too_large" "move texts and data into files of the bundle";
    DocumentNotUtf8 Error "manifest.not_utf8" "save the file as UTF-8";
    DocumentByteOrderMark Warning "manifest.byte_order_mark" "save the file as UTF-8 without a byte order mark";
    DocumentSyntax Error "manifest.syntax" "correct the text at the place named";
    DocumentComment Error "manifest.comment" "remove the comment, or use plugin.yaml, which has comments";
    DocumentTooDeep Error "manifest.too_deep" "nest objects and lists less deeply";
    DocumentDuplicateKey Error "manifest.duplicate_key" "keep one of the two";
    DocumentAliases Error "manifest.aliases" "write the repeated parts out";
    DocumentNotPlain Error "manifest.not_plain" "use plain YAML: one document, keys that are texts, no tags of your own";
    DocumentNotObject Error "manifest.not_an_object" "begin with `{\"id\": …}` (JSON) or `id: …` (YAML)";

    // Fields in general
    FieldType Error "manifest.wrong_type" "write a value of the type that is expected";
    FieldUnknown Warning "manifest.unknown_field" "check the spelling, or take it out: nothing reads it";
    FieldTooLong Error "manifest.too_long" "shorten the text";
    FieldControl Error "manifest.control_character" "take the character out";
    FieldRange Error "manifest.out_of_range" "choose a value within the limits";

    // Identity
    IdMissing Error "manifest.id_missing" "add `\"id\": \"com.example.my-plugin\"`";
    IdLength Error "manifest.id_length" "use 3 to 190 characters";
    IdCharacters Error "manifest.id_characters" "use letters a-z, digits, `-`, `_` and `.` only";
    IdForm Error "manifest.id_form" "begin and end with a letter or digit, and put no two dots in a row";
    IdReserved Error "manifest.id_reserved" "choose another id";
    IdLowered Warning "manifest.id_lowered" "write the id in lower case, as it is used everywhere";
    NameMissing Error "manifest.name_missing" "add `\"name\"`, the name people see";
    UrlInvalid Error "manifest.url" "give a whole address that begins with https:// or http://";
    VersionMissing Warning "manifest.version_missing" "add `\"version\": \"1.0.0\"`: upgrades are told apart by it";
    VersionInvalid Error "manifest.version" "write three numbers with dots, such as 1.4.0 or 2.0.0-rc.1, without a leading v";
    ContractInvalid Error "manifest.contract" "write the line of the contract the plugin was built for, such as 0.1";
    PathOutside Error "manifest.path_outside" "name a file of the bundle by its path from the bundle's root, with `/`";

    // Parts
    NoPart Error "manifest.no_part" "add `\"server\": {\"component\": \"server/plugin.wasm\"}` or `\"webapp\": {\"bundle_path\": \"webapp/main.js\"}`";
    NativeOnly Error "manifest.native_only" "recompile the server part for wasm32-wasip2 (`cargo build --target wasm32-wasip2`, componentize-py or componentize-js) and name it in server.component; the web part alone can be installed on request (`wag plugin add --web-part-only`)";
    NativeIgnored Warning "manifest.native_ignored" "take the native executables out of the bundle: they only make it larger";
    ServerEmpty Error "manifest.server_empty" "name the component in `server.component`";
    ServerOnlyField Warning "manifest.needs_server" "take it out, or add a server component: it has no effect without one";
    InstancesOrder Error "manifest.instances_order" "make `server.instances.max` at least `server.instances.min`";
    StatefulInstances Error "manifest.stateful_instances" "a stateful plugin has exactly one instance: take `instances` out, or set min and max to 1";
    IntegrityForm Error "manifest.integrity" "write `sha256-` and the base64 of the hash, as `wag plugin pack` prints it";
    KindUnknown Error "manifest.kind_unknown" "use the kinds hook, step, processor, receiver and handler";
    KindRepeated Warning "manifest.kind_repeated" "name each kind once";
    PolicyUnknown Error "manifest.policy_unknown" "use `open` (go on without the plugin) or `closed` (refuse when the plugin fails)";
    HookName Error "manifest.hook_name" "name the hook as in the contract: lower-case words joined by `-`, such as `message-will-be-posted`";

    // Capabilities
    CapabilityUnknown Error "manifest.capability_unknown" "use a capability of the table in PLUGIN-CONTRACT.md, or install on a newer server";
    CapabilityArgument Error "manifest.capability_argument" "write the capability with the argument its row in PLUGIN-CONTRACT.md shows";
    CapabilityRepeated Warning "manifest.capability_repeated" "take the second one out";
    CapabilityExplicit Warning "manifest.capability_explicit" "ask for less if you can: an administrator must allow this one by name";

    // Settings
    SettingKeyMissing Error "settings.key_missing" "give every setting and section a `key`";
    SettingKeyRepeated Error "settings.key_repeated" "give each setting a key of its own; upper and lower case do not tell keys apart";
    SettingTypeUnknown Error "settings.type_unknown" "use bool, dropdown, generated, radio, text, longtext, number, username or custom";
    SettingFieldMisplaced Error "settings.field_misplaced" "take the field out, or choose a type that has it";
    SettingOptions Error "settings.options" "give at least one option, each with a display_name and a value";
    SettingDefault Warning "settings.default" "give a default that fits the type";
    SettingSecretDefault Error "settings.secret_default" "take the default out: everybody who has the bundle could read it";
    SettingHosting Error "settings.hosting" "use `cloud`, `on-prem`, or leave it out";
    SettingPattern Error "settings.pattern" "write a shorter regular expression without look-around and back-references";
    SettingBothForms Warning "settings.both_forms" "move the settings into sections: where there are sections, only these are shown";
    SettingValue Error "settings.value" "give a value that the setting's type and limits allow";

    // The archive as a whole
    ArchiveEmpty Error "archive.empty" "send the bundle's bytes";
    ArchiveZip Error "archive.zip" "pack it as .tar.gz: `wag plugin pack`, or `tar czf plugin.tar.gz -C folder .`";
    ArchiveNotGzip Error "archive.not_gzip" "pack it as .tar.gz: `wag plugin pack`, or `tar czf plugin.tar.gz -C folder .`";
    ArchiveNotTar Error "archive.not_tar" "pack a folder, not one file: `wag plugin pack`";
    ArchiveTooLarge Error "archive.too_large" "make the bundle smaller, or let the operator raise the limit";
    ArchiveInterrupted Error "archive.interrupted" "send it again";
    ArchiveTruncated Error "archive.truncated" "send it again: the end is missing";
    ArchiveCorrupt Error "archive.corrupt" "pack or send it again: the compressed data is damaged";
    ArchiveMembers Error "archive.several_members" "compress it in one piece: `tar czf`";
    ArchiveTrailing Error "archive.trailing_data" "remove what follows the archive";
    ArchiveGzipExtra Error "archive.gzip_extra" "compress it with gzip or `wag plugin pack`, which write no extra fields";
    ArchiveNested Error "archive.nested" "compress it once";
    ArchiveUnpackedTooLarge Error "archive.unpacked_too_large" "make the bundle smaller, or let the operator raise the limit";
    ArchiveRatio Error "archive.ratio" "take out files that are nearly empty of content; real plugins compress far less";
    ArchiveEntries Error "archive.too_many_entries" "pack fewer files: bundle the web part into one file";
    ArchiveNoEnd Error "archive.no_end" "pack it again: a tar archive ends with two blocks of zeros";
    ArchiveAfterEnd Error "archive.data_after_end" "pack it again: something follows the end of the tar archive";

    // Headers
    HeaderChecksum Error "archive.header_checksum" "pack it again: a header is damaged, or an entry is longer than its header says";
    HeaderNumber Error "archive.header_number" "pack it again with a common tar";
    PaxMalformed Error "archive.pax_malformed" "pack it again with a common tar";
    PaxTooLarge Error "archive.pax_too_large" "pack it without extended attributes: `tar --no-xattrs`";
    PaxNotAllowed Error "archive.pax_not_allowed" "pack it again with a common tar";
    LongName Error "archive.long_name" "pack it again with a common tar";
    SizeMismatch Error "archive.size_mismatch" "pack it again: two headers give one entry different sizes";

    // Entries
    EntryTooLarge Error "archive.entry_too_large" "make the file smaller, or let the operator raise the limit";
    EntrySymlink Error "archive.symlink" "put the file itself into the bundle: `tar --dereference`";
    EntryHardLink Error "archive.hard_link" "put the file itself into the bundle: `tar --hard-dereference`";
    EntryDevice Error "archive.device" "bundles hold files and folders only";
    EntrySparse Error "archive.sparse" "pack it without --sparse";
    EntryType Error "archive.entry_type" "bundles hold files and folders only";
    EntryFolderData Error "archive.folder_with_data" "pack it again with a common tar";
    EntryMode Warning "archive.special_mode" "nothing to do: set-user-id bits are dropped, all files get mode 0644";
    EntryIgnored Warning "archive.ignored_entry" "nothing to do: what macOS adds is left out (`COPYFILE_DISABLE=1 tar …` does not add it)";

    // Names
    NameEmpty Error "archive.name_empty" "give every entry a name";
    NameTraversal Error "archive.name_traversal" "entries stay inside the bundle: no `..`";
    NameAbsolute Error "archive.name_absolute" "name entries from the bundle's root, without a leading `/`, drive or share";
    NameBackslash Error "archive.name_backslash" "separate folders by `/`";
    NameNotUtf8 Error "archive.name_not_utf8" "rename the file in UTF-8";
    NameControl Error "archive.name_control_character" "rename the file without control characters";
    NameTooLong Error "archive.name_too_long" "shorten the names";
    NameTooDeep Error "archive.name_too_deep" "nest fewer folders";
    NameReserved Error "archive.name_reserved" "rename the file: Windows cannot store this name";
    NameDuplicate Error "archive.name_duplicate" "keep one of the two";
    NameCaseClash Error "archive.name_case_clash" "rename one: on some machines they are the same file";
    NameUnicodeClash Error "archive.name_unicode_clash" "rename one: they look the same, and on some machines they are";
    NameFileAndFolder Error "archive.name_file_and_folder" "rename one: a name is a file or a folder";

    // The bundle
    ManifestMissing Error "bundle.no_manifest" "put plugin.json or plugin.yaml at the top, or into one folder at the top";
    ManifestSeveral Error "bundle.several_manifests" "keep one of plugin.yml, plugin.yaml and plugin.json";
    ComponentMissing Error "bundle.component_missing" "put the file that `server.component` names into the bundle";
    ComponentIsModule Error "bundle.component_is_module" "make a component of it: build for wasm32-wasip2, or `wasm-tools component new`";
    ComponentIsCompiled Error "bundle.component_is_compiled" "send the .wasm component: the server compiles it itself";
    ComponentIsNative Error "bundle.component_is_native" "build for wasm32-wasip2: native programs are never run";
    ComponentIsText Error "bundle.component_is_text" "turn the text into a component: `wasm-tools parse`, then `wasm-tools component new`";
    ComponentNotWasm Error "bundle.component_not_wasm" "build for wasm32-wasip2 and name that file in `server.component`";
    ComponentBroken Error "bundle.component_broken" "build it again, or send it again: it is not whole";
    WebBundleMissing Error "bundle.web_bundle_missing" "put the file that `webapp.bundle_path` names into the bundle (did the build of the web part run?)";
    WebBundleHash Error "bundle.web_bundle_hash" "pack it again: the file is not the one the manifest speaks of";
    IconMissing Warning "bundle.icon_missing" "put the file that `icon_path` names into the bundle";
    NoWebPart Error "bundle.no_web_part" "install the whole bundle";
    StagingFailed Error "bundle.staging_failed" "see that the disk has room and the folder can be written, then send it again";
    FolderUnreadable Error "bundle.folder_unreadable" "see that the folder exists and can be read";

    // Signatures
    SignatureMissing Error "signature.missing" "add the .minisig file that lies beside the bundle, or sign it: `wag plugin sign`";
    SignatureForm Error "signature.form" "give the whole .minisig file, four lines";
    SignatureLegacy Error "signature.legacy" "sign it anew with minisign 0.8 or newer, or `wag plugin sign`";
    SignatureWrong Error "signature.wrong" "get bundle and signature again from their author: they do not belong together";
    SignatureOtherBytes Error "signature.other_bytes" "send it again: what was verified is not what was unpacked";
    KeyForm Error "signature.key_form" "give a minisign public key: its .pub file, or the line that begins with RW";
    KeyUnknown Error "signature.key_unknown" "if you trust its author, add the public key to PluginSettings.SignaturePublicKeyFiles";
    KeyRevoked Error "signature.key_revoked" "ask the author for a bundle signed by a new key";
    KeyExpired Error "signature.key_expired" "ask the author for a bundle signed by a newer key";
    KeyPassword Error "signature.key_password" "give the password the secret key was made with";
    OtherSigner Error "signature.other_signer" "if the author really changed keys, remove the plugin and install it anew; its data can be kept";

    // Against what is installed
    Downgrade Error "upgrade.downgrade" "send a newer version, or force it";
    ServerTooOld Error "upgrade.server_too_old" "update the server, or install an older version of the plugin";
    HookNotExported Warning "upgrade.hook_not_exported" "export the hook's interface, or take its line out of `hooks`: the component decides";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
