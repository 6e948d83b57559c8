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
import type {ManifestOfPlugin, Parcel, UploadProblem} from './api';

const isSignature = (file: File): boolean => /\.(minisig|sig)$/i.test(file.name);

/** What was dropped or chosen: a bundle, alone or with its signature; else what is wrong, in words. */
export async function parcelOf(files: File[]): Promise<Parcel | string> {
    const bundles = files.filter((file) => !isSignature(file));
    const signatures = files.filter(isSignature);
    const [bundle] = bundles;
    if (!bundle) {
        return 'This is a signature without its bundle. Choose both together.';
    }
    if (bundles.length > 1 || signatures.length > 1) {
        return 'One bundle at a time, with one signature at most.';
    }
    return {bundle, signature: (await signatures[0]?.text()) ?? ''};
}

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
    const askToReplace = (what: string, again: () => Promise<void>) =>
        dispatch(openModal({kind: 'confirm', title: 'Replace the installed version?', text: `The plugin in ${what} is installed already. Its settings and data stay. If the new version does not start, the old one goes on.`, action: 'Replace', run: again}));
    const send = async (parcel: Parcel, replace: 'no' | 'yes') => {
        const {name} = parcel.bundle;
        setError('');
        setSending({name, share: 0});
        try {
            installed(await uploadBundle(parcel, {replace, onProgress: (share) => setSending({name, share})}));
        } catch (failure) {
            const problem = failure as UploadProblem;
            if (problem.installed && replace === 'no') {
                askToReplace(name, () => send(parcel, 'yes'));
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
                askToReplace(url, () => fetchFrom(url, true));
            } else {
                setError(wordsOf(failure));
            }
        }
        setFetching(false);
    };
    const take = async (files: File[]) => {
        if (files.length === 0) {
            return;
        }
        const parcel = await parcelOf(files);
        if (typeof parcel === 'string') {
            setError(parcel);
        } else {
            await send(parcel, 'no');
        }
    };
    const drop = (event: DragEvent) => {
        event.preventDefault();
        setOver(false);
        void take([...event.dataTransfer.files]);
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
                        <small>A signature (.minisig) comes along with its bundle.</small>
                    </p>
                )}
                <input
                    ref={picker}
                    type="file"
                    multiple
                    accept=".gz,.tgz,.minisig,.sig,application/gzip"
                    hidden
                    onChange={(event) => {
                        const files = [...(event.target.files ?? [])];
                        event.target.value = '';
                        void take(files);
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
