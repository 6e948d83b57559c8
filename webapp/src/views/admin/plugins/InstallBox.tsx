/* Ways to bring a plugin in: a bundle dropped on the page or chosen, or an address. */
import {Client4} from 'mattermost-redux/client';
import {useRef, useState} from 'react';
import type {DragEvent, FormEvent} from 'react';

import {Button} from '@/components/Button';
import {Icon} from '@/components/Icon';
import {Notice} from '@/components/states';
import {useAppDispatch} from '@/store';
import {openModal} from '@/store/modals';
import {say} from '@/store/toasts';

import {uploadBundle, wordsOf} from './api';
import type {ManifestOfPlugin, UploadProblem} from './api';

interface InstallBoxProps {
    onInstalled: (manifest: ManifestOfPlugin) => void;
}

export function InstallBox({onInstalled}: InstallBoxProps) {
    const dispatch = useAppDispatch();
    const picker = useRef<HTMLInputElement>(null);
    const [over, setOver] = useState(false);
    const [sending, setSending] = useState<{name: string; share: number} | null>(null);
    const [error, setError] = useState('');
    const [address, setAddress] = useState('');
    const [fetching, setFetching] = useState(false);

    const installed = (manifest: ManifestOfPlugin) => {
        setError('');
        dispatch(say(`${manifest.name || manifest.id} ${manifest.version} is installed`, 'good'));
        onInstalled(manifest);
    };
    const askToReplace = (words: string, again: () => Promise<void>) =>
        dispatch(openModal({kind: 'confirm', title: 'Replace the installed version?', text: `${words} Its settings and data stay. If the new version does not start, the old one goes on.`, action: 'Replace', run: again}));
    const send = async (file: File, replace: 'no' | 'yes') => {
        setError('');
        setSending({name: file.name, share: 0});
        try {
            installed(await uploadBundle(file, {replace, onProgress: (share) => setSending({name: file.name, share})}));
        } catch (failure) {
            const problem = failure as UploadProblem;
            if (problem.installed && replace === 'no') {
                askToReplace(problem.message, () => send(file, 'yes'));
            } else {
                setError(problem.message);
            }
        }
        setSending(null);
    };
    const fetchFrom = async (url: string, force: boolean) => {
        setFetching(true);
        setError('');
        try {
            installed((await Client4.installPluginFromUrl(url, force)) as ManifestOfPlugin);
            setAddress('');
        } catch (failure) {
            if (!force && String((failure as {server_error_id?: string}).server_error_id).includes('install_id')) {
                askToReplace(wordsOf(failure), () => fetchFrom(url, true));
            } else {
                setError(wordsOf(failure));
            }
        }
        setFetching(false);
    };
    const drop = (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file) {
            void send(file, 'no');
        }
    };
    const submit = (event: FormEvent) => {
        event.preventDefault();
        if (address.trim()) {
            void fetchFrom(address.trim(), false);
        }
    };
    return (
        <section className="card install" aria-label="Install a plugin">
            {/* The button inside does the same for the keyboard. */}
            <div
                className={`install__drop ${over ? 'install__drop--over' : ''}`}
                onDragOver={(event) => {
                    event.preventDefault();
                    setOver(true);
                }}
                onDragLeave={() => setOver(false)}
                onDrop={drop}
            >
                <Icon name="upload" size={22} />
                {sending ? (
                    <p role="status">
                        {sending.share < 1 ? `Sending ${sending.name}` : `Checking ${sending.name}`}
                        <progress max={1} {...(sending.share < 1 ? {value: sending.share} : {})} aria-label={`Sending ${sending.name}`} />
                    </p>
                ) : (
                    <p>
                        Drop a bundle (.tar.gz) here, or{' '}
                        <button type="button" className="link-button" onClick={() => picker.current?.click()}>
                            choose a file
                        </button>
                    </p>
                )}
                <input
                    ref={picker}
                    type="file"
                    accept=".gz,.tgz,application/gzip"
                    hidden
                    onChange={(event) => {
                        const file = event.target.files?.[0];
                        event.target.value = '';
                        if (file) {
                            void send(file, 'no');
                        }
                    }}
                />
            </div>
            <form className="install__address" onSubmit={submit}>
                <input className="input" type="url" placeholder="https://…/plugin.tar.gz" aria-label="Address of a bundle" value={address} onChange={(event) => setAddress(event.target.value)} />
                <Button type="submit" icon="download" busy={fetching} disabled={fetching || !address.trim()}>
                    Install from address
                </Button>
            </form>
            {error && <Notice tone="bad">{error}</Notice>}
        </section>
    );
}
