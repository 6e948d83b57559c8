/* Sending files with progress; the library's own call cannot tell how far it is. */
import type {FileInfo} from '@mattermost/types/files';
import {Client4} from 'mattermost-redux/client';

export interface Upload {
    clientId: string;
    name: string;
    size: number;
    type: string;
    preview: string | null;
    progress: number;
    error: string | null;
    abort: () => void;
}

interface Answer {
    file_infos?: FileInfo[];
    message?: string;
}

export interface UploadEvents {
    onProgress: (share: number) => void;
    onDone: (info: FileInfo) => void;
    onError: (message: string) => void;
}

let counter = 0;

export function newClientId(): string {
    counter += 1;
    return `upload-${Date.now()}-${counter}`;
}

function parse(text: string): Answer {
    try {
        return JSON.parse(text) as Answer;
    } catch {
        return {};
    }
}

/** Returns how to stop it. */
export function sendFile(file: File, channelId: string, clientId: string, events: UploadEvents): () => void {
    const form = new FormData();
    form.append('channel_id', channelId);
    form.append('client_ids', clientId);
    form.append('files', file, file.name || 'pasted.png');
    const request = new XMLHttpRequest();
    request.open('POST', Client4.getFilesRoute());
    const options = Client4.getOptions({method: 'post'}) as {headers: Record<string, string>};
    for (const [name, value] of Object.entries(options.headers)) {
        if (name.toLowerCase() !== 'content-type') {
            request.setRequestHeader(name, value);
        }
    }
    request.upload.onprogress = (event) => {
        if (event.lengthComputable) {
            events.onProgress(event.loaded / event.total);
        }
    };
    request.onload = () => {
        const answer = parse(request.responseText);
        const info = answer.file_infos?.[0];
        if (request.status < 300 && info) {
            events.onDone(info);
        } else {
            events.onError(answer.message ?? `The server refused the file (${request.status}).`);
        }
    };
    request.onerror = () => events.onError('The connection was lost while sending the file.');
    request.send(form);
    return () => request.abort();
}

/** Why a file cannot be sent, or null. */
export function refusal(file: {name: string; size: number}, already: number, maxBytes: number): string | null {
    if (already >= 10) {
        return 'A message can hold at most 10 files.';
    }
    if (file.size === 0) {
        return `${file.name} is empty.`;
    }
    if (maxBytes > 0 && file.size > maxBytes) {
        return `${file.name} is larger than the limit of ${Math.round(maxBytes / 1048576)} MB.`;
    }
    return null;
}
