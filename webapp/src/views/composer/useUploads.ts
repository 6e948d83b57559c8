/* The files being sent with the message in one composer. */
import type {FileInfo} from '@mattermost/types/files';
import {useCallback, useEffect, useRef, useState} from 'react';
import {flushSync} from 'react-dom';

import {filesWillUpload, hooksOf} from '@/plugins/hooks';
import {useAppDispatch, useAppSelector} from '@/store';
import {say} from '@/store/toasts';

import {newClientId, refusal, sendFile} from './upload';
import type {Upload} from './upload';

export interface Uploads {
    list: Upload[];
    add: (files: File[]) => void;
    drop: (clientId: string) => void;
}

export function useUploads(channelId: string, attached: number, onDone: (info: FileInfo) => void): Uploads {
    const dispatch = useAppDispatch();
    const maxBytes = useAppSelector((state) => Number(state.entities.general.config.MaxFileSize ?? 0));
    const allowed = useAppSelector((state) => state.entities.general.config.EnableFileAttachments !== 'false');
    const [list, setList] = useState<Upload[]>([]);
    const latest = useRef(list);
    latest.current = list;
    const done = useRef(onDone);
    done.current = onDone;

    const patch = useCallback((clientId: string, change: Partial<Upload>) => {
        setList((before) => before.map((upload) => (upload.clientId === clientId ? {...upload, ...change} : upload)));
    }, []);
    const drop = useCallback((clientId: string) => {
        setList((before) => {
            const gone = before.find((upload) => upload.clientId === clientId);
            gone?.abort();
            if (gone?.preview) {
                URL.revokeObjectURL(gone.preview);
            }
            return before.filter((upload) => upload.clientId !== clientId);
        });
    }, []);
    const begin = useCallback(
        (files: File[]) => {
            if (!allowed) {
                dispatch(say('The administrator has switched off file uploads.', 'bad'));
                return;
            }
            files.forEach((file, index) => {
                const no = refusal(file, attached + latest.current.length + index, maxBytes);
                if (no) {
                    dispatch(say(no, 'bad'));
                    return;
                }
                const clientId = newClientId();
                const abort = sendFile(file, channelId, clientId, {
                    onProgress: (progress) => patch(clientId, {progress}),
                    onDone: (info) => {
                        // At once: the store below is drawn at once too, and the file must not be seen twice.
                        flushSync(() => drop(clientId));
                        done.current(info);
                    },
                    onError: (error) => patch(clientId, {error}),
                });
                const preview = /^image\/(png|jpe?g|gif|webp)$/.test(file.type) ? URL.createObjectURL(file) : null;
                const upload: Upload = {clientId, name: file.name, size: file.size, type: file.type, preview, progress: 0, error: null, abort};
                setList((before) => [...before, upload]);
            });
        },
        [allowed, attached, channelId, dispatch, drop, maxBytes, patch],
    );
    const add = useCallback(
        (files: File[]) => {
            if (hooksOf('FilesWillUploadHook').length === 0) {
                begin(files);
                return;
            }
            void filesWillUpload(files, begin).then((verdict) => {
                if (verdict.words) {
                    dispatch(say(verdict.words, 'bad'));
                }
                begin(verdict.files);
            });
        },
        [begin, dispatch],
    );
    useEffect(
        () => () => {
            latest.current.forEach((upload) => upload.abort());
            setList([]);
        },
        [channelId],
    );
    return {list, add, drop};
}
