//! files: read and written as streams.

use bytes::{Bytes, BytesMut};
use chinwag_bundle::CapabilityKind as C;
use chinwag_model::FileId;
use chinwag_plugin_contract::{Body, FileWriter};
use chinwag_plugin_engine::HostState;
use futures_util::StreamExt;
use wasmtime::component::Resource;

use crate::{
    bindings::chinwag::plugin::{
        files,
        types::{Error, FileInfo},
    },
    convert::{self, id},
    guest::{Guest, error, refuse},
};

/// Most bytes of one reading.
const READ_MAX: usize = 256 << 10;

/// A file that is being read.
#[expect(unreachable_pub, reason = "the generated code hands it out")]
pub struct Reader {
    body: Body,
    rest: Bytes,
}

/// A file that is being written.
#[expect(unreachable_pub, reason = "the generated code hands it out")]
pub struct Writer(Option<Box<dyn FileWriter>>);

fn gone() -> Error {
    refuse(400, "plugin.file.handle.app_error", "This file is not open any more.")
}

impl Guest {
    /// A file of a message the plugin may read.
    async fn file_read(&mut self, file: FileId) -> Result<chinwag_model::file::FileInfo, Error> {
        self.may(C::FilesRead)?;
        let info = self.own.chat.file_info(&self.caller(), file).await.map_err(error)?;
        self.read_channel(info.channel_id).await?;
        Ok(info)
    }
}

impl files::Host for Guest {
    async fn info(&mut self, file: String) -> Result<FileInfo, Error> {
        Ok(convert::file(&self.file_read(id(&file)).await?))
    }

    async fn of_post(&mut self, post: String) -> Result<Vec<FileInfo>, Error> {
        self.may(C::FilesRead)?;
        let found = self.own.chat.files_of_post(&self.caller(), id(&post)).await.map_err(error)?;
        if let Some(first) = found.first() {
            self.read_channel(first.channel_id).await?;
        }
        Ok(found.iter().map(convert::file).collect())
    }

    async fn open(&mut self, file: String) -> Result<Resource<Reader>, Error> {
        self.file_read(id(&file)).await?;
        let body = self.own.chat.open_file(&self.caller(), id(&file)).await.map_err(error)?;
        let reader = Reader { body, rest: Bytes::new() };
        self.sandbox()
            .table()
            .push(reader)
            .map_err(|e| refuse(429, "plugin.handles.app_error", e.to_string()))
    }

    async fn create(
        &mut self,
        channel: String,
        user: String,
        name: String,
    ) -> Result<Resource<Writer>, Error> {
        self.may(C::FilesWrite)?;
        let caller = self.caller();
        let writer =
            self.own.chat.create_file(&caller, id(&channel), id(&user), &name).await.map_err(error)?;
        let table = self.sandbox().table();
        table.push(Writer(Some(writer))).map_err(|e| refuse(429, "plugin.handles.app_error", e.to_string()))
    }

    async fn public_link(&mut self, file: String) -> Result<String, Error> {
        self.file_read(id(&file)).await?;
        self.own.chat.public_link(&self.caller(), id(&file)).await.map_err(error)
    }
}

impl files::HostReader for Guest {
    async fn read(&mut self, reader: Resource<Reader>, max: u32) -> Result<Vec<u8>, Error> {
        let reader = self.sandbox().table().get_mut(&reader).map_err(|_| gone())?;
        let most = usize::try_from(max).unwrap_or(READ_MAX).clamp(1, READ_MAX);
        let mut read = BytesMut::new();
        while read.len() < most {
            if reader.rest.is_empty() {
                match reader.body.next().await {
                    Some(Ok(chunk)) => reader.rest = chunk,
                    Some(Err(e)) => return Err(refuse(500, "plugin.file.read.app_error", e.to_string())),
                    None => break,
                }
            }
            let take = reader.rest.len().min(most - read.len());
            read.extend_from_slice(&reader.rest.split_to(take));
        }
        Ok(read.into())
    }

    async fn drop(&mut self, reader: Resource<Reader>) -> wasmtime::Result<()> {
        self.sandbox().table().delete(reader)?;
        Ok(())
    }
}

impl files::HostWriter for Guest {
    async fn write(&mut self, writer: Resource<Writer>, bytes: Vec<u8>) -> Result<(), Error> {
        let writer = self.sandbox().table().get_mut(&writer).map_err(|_| gone())?;
        let Some(writer) = &mut writer.0 else { return Err(gone()) };
        writer.write(bytes.into()).await.map_err(error)
    }

    async fn finish(&mut self, writer: Resource<Writer>) -> Result<FileInfo, Error> {
        let writer = self.sandbox().table().get_mut(&writer).map_err(|_| gone())?;
        let Some(writer) = writer.0.take() else { return Err(gone()) };
        writer.finish().await.map(|info| convert::file(&info)).map_err(error)
    }

    async fn drop(&mut self, writer: Resource<Writer>) -> wasmtime::Result<()> {
        self.sandbox().table().delete(writer)?;
        Ok(())
    }
}
