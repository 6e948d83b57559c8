/* The forms of integrations: empty ones, and what is wrong with a filled-in one. */
import type {Command, IncomingWebhook, OutgoingWebhook} from '@mattermost/types/integrations';

const WEB = /^https?:\/\/\S+$/i;

export function incomingDraft(teamId: string): IncomingWebhook {
    return {id: '', create_at: 0, update_at: 0, delete_at: 0, last_used: 0, user_id: '', channel_id: '', team_id: teamId, display_name: '', description: '', username: '', icon_url: '', channel_locked: false};
}

export function outgoingDraft(teamId: string): OutgoingWebhook {
    return {
        id: '', token: '', create_at: 0, update_at: 0, delete_at: 0, creator_id: '', channel_id: '', team_id: teamId, trigger_words: [], trigger_when: 0, callback_urls: [],
        display_name: '', description: '', content_type: 'application/json', username: '', icon_url: '',
    };
}

export function commandDraft(teamId: string): Command {
    return {
        id: '', token: '', create_at: 0, update_at: 0, delete_at: 0, creator_id: '', team_id: teamId, trigger: '', method: 'P', username: '', icon_url: '', auto_complete: true,
        auto_complete_desc: '', auto_complete_hint: '', display_name: '', description: '', url: '',
    };
}

export function lines(text: string): string[] {
    return text.split('\n').map((line) => line.trim()).filter(Boolean);
}

export function incomingProblem(hook: IncomingWebhook): string {
    return hook.channel_id ? '' : 'Choose the channel it posts to.';
}

export function outgoingProblem(hook: OutgoingWebhook): string {
    if (!hook.channel_id && hook.trigger_words.length === 0) {
        return 'Choose a channel, or give the words that set it off.';
    }
    if (hook.callback_urls.length === 0) {
        return 'Give at least one address to call.';
    }
    const wrong = hook.callback_urls.find((url) => !WEB.test(url));
    return wrong ? `${wrong} does not begin with http:// or https://.` : '';
}

export function commandProblem(command: Command): string {
    if (!command.trigger) {
        return 'Give the word people type after the slash.';
    }
    if (/[\s/]/.test(command.trigger)) {
        return 'The word after the slash may not hold spaces or slashes.';
    }
    return WEB.test(command.url) ? '' : 'The address to call has to begin with http:// or https://.';
}
