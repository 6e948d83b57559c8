//! Two macros of the house: records that mirror the contract's, and functions that ask the server.

/// A record as plugins see it, and on the way into and out of the contract's.
macro_rules! record {
    ($(#[$meta:meta])* $name:ident = $wit:path { $( $(#[$about:meta])* $field:ident: $type:ty, )* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $name { $( $(#[$about])* pub $field: $type, )* }

        #[cfg(target_arch = "wasm32")]
        impl From<$wit> for $name {
            fn from(from: $wit) -> Self {
                Self { $( $field: from.$field.into(), )* }
            }
        }

        #[cfg(target_arch = "wasm32")]
        impl From<$name> for $wit {
            fn from(from: $name) -> Self {
                Self { $( $field: from.$field.into(), )* }
            }
        }
    };
}

/// Functions that ask the server: on wasm by the contract, elsewhere by the fake server's method of the name given.
macro_rules! ask {
    ($( $(#[$meta:meta])* $name:ident($($arg:ident: $type:ty),*) -> $answer:ty { $($contract:tt)* } else $fake:ident; )*) => { $(
        $(#[$meta])*
        pub fn $name($($arg: $type),*) -> $answer {
            #[cfg(target_arch = "wasm32")]
            {
                $($contract)*
            }
            #[cfg(not(target_arch = "wasm32"))]
            {
                crate::testing::call(|chat| chat.$fake($($arg),*))
            }
        }
    )* };
}

pub(crate) use {ask, record};

/// One answer of the contract as the crate's own.
#[cfg(target_arch = "wasm32")]
pub(crate) fn one<W, O: From<W>>(
    answer: std::result::Result<W, crate::wit::api::chinwag::plugin::types::Error>,
) -> crate::Result<O> {
    answer.map(O::from).map_err(crate::Error::from)
}

/// A list of the contract as the crate's own.
#[cfg(target_arch = "wasm32")]
pub(crate) fn many<W, O: From<W>>(
    answer: std::result::Result<Vec<W>, crate::wit::api::chinwag::plugin::types::Error>,
) -> crate::Result<Vec<O>> {
    answer.map(|all| all.into_iter().map(O::from).collect()).map_err(crate::Error::from)
}
