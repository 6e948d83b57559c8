/* What plugins add to the composer: buttons in its bar, ways to attach files, a strip over it, another placeholder. */
import type {FileInfo} from '@mattermost/types/files';

import {IconButton} from '@/components/Button';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';

import {act, ask} from './faults';
import {iconOf, labelOf} from './menu';
import {Slot, useParts} from './Slot';

export function usePlaceholder(placeholder: string, channelId: string, rootId: string): string {
    const parts = useParts('ComposerPlaceholder');
    return parts.reduce((text, part) => ask(part.pluginId, 'its placeholder', () => String((part['transform'] as (one: string, place: unknown) => unknown)(text, {channelId, rootId}) ?? text), text), placeholder);
}

interface EditorActionsProps {
    channelId: string;
    rootId: string;
    message: string;
    files: FileInfo[];
    selection: () => {start: number; end: number};
    update: (message: string) => void;
}

export function EditorActions({channelId, rootId, message, files, selection, update}: EditorActionsProps) {
    const draft = {channelId, rootId, message, fileInfos: files, uploadsInProgress: []};
    return <Slot name="PostEditorAction" shape="mark" given={{draft, getSelectedText: selection, updateText: update}} />;
}

export function ComposerBanner({channelId, rootId}: {channelId: string; rootId: string}) {
    return <Slot name="ChannelComposerBanner" given={{channelId, rootId}} wrap={(part, inside) => <div key={part.id} className="composer__banner">{inside}</div>} />;
}

interface AttachProps {
    choose: () => void;
    add: (files: File[]) => void;
}

/** The paper clip: the file chooser, or a menu once plugins know other places to take files from. */
export function AttachButton({choose, add}: AttachProps) {
    const parts = useParts('FileUploadMethod');
    if (parts.length === 0) {
        return <IconButton icon="clip" label="Attach files" shortcut="Ctrl U" className="composer__attach" onClick={choose} />;
    }
    const entries: MenuEntry[] = [
        {label: 'From this device', icon: 'file', run: choose},
        ...parts.map((part): MenuEntry => ({label: labelOf(part), lead: iconOf(part), run: () => act(part.pluginId, 'the menu for attaching files', part.action, (files: Iterable<File>) => add([...files]))})),
    ];
    return (
        <Menu label="Attach files" entries={entries} placement="top-end">
            <IconButton icon="clip" label="Attach files" shortcut="Ctrl U" className="composer__attach" />
        </Menu>
    );
}
