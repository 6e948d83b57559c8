//! commands and dialogs.

use chinwag_bundle::CapabilityKind as C;
use chinwag_plugin_contract::CommandSpec;
use serde_json::Value;

use super::people::json;
use crate::{
    bindings::chinwag::plugin::{commands, dialogs, types::Error},
    convert::{self, id},
    guest::{Guest, error},
};

impl commands::Host for Guest {
    async fn register(&mut self, command: commands::Command) -> Result<(), Error> {
        self.may(C::Commands)?;
        let data = match command.auto_complete_data.trim() {
            "" => Value::Null,
            text => json(text)?,
        };
        let spec = CommandSpec {
            trigger: command.trigger,
            team_id: id(&command.team_id),
            display_name: command.display_name,
            description: command.description,
            auto_complete: command.auto_complete,
            auto_complete_desc: command.auto_complete_desc,
            auto_complete_hint: command.auto_complete_hint,
            auto_complete_data: data,
            icon_url: command.icon_url,
        };
        self.own.chat.register_command(&self.caller(), spec).await.map_err(error)
    }

    async fn unregister(&mut self, team: String, trigger: String) -> Result<(), Error> {
        self.may(C::Commands)?;
        self.own.chat.unregister_command(&self.caller(), id(&team), &trigger).await.map_err(error)
    }

    async fn execute(
        &mut self,
        user: String,
        team: String,
        channel: String,
        text: String,
    ) -> Result<String, Error> {
        self.may(C::CommandsRun)?;
        let caller = self.caller();
        let done = self.own.chat.execute_command(&caller, id(&user), id(&team), id(&channel), &text).await;
        done.map(|response| convert::command_response(&response)).map_err(error)
    }
}

impl dialogs::Host for Guest {
    async fn open(&mut self, trigger_id: String, dialog: String) -> Result<(), Error> {
        self.may(C::Dialogs)?;
        self.own.chat.open_dialog(&self.caller(), &trigger_id, json(&dialog)?).await.map_err(error)
    }
}
