/* Files that plugins show in their own way, and what they add to a file's menu. */
import type {FileInfo} from '@mattermost/types/files';

import {IconButton} from '@/components/Button';
import {Menu} from '@/components/Menu';
import {store, useAppSelector} from '@/store';
import type {PluginPart} from '@/store/plugins';

import {previewFor} from './hooks';
import {menuEntries} from './menu';
import {useParts} from './Slot';

/** The plugin that previews this file, if one does. */
export function usePreview(file: FileInfo | undefined): PluginPart | undefined {
    const parts = useParts('FilePreview');
    const post = useAppSelector((state) => (file ? state.entities.posts.posts[file.post_id ?? ''] : undefined));
    return file && parts.length > 0 ? previewFor(parts, file, post) : undefined;
}

export function FileMenu({file}: {file: FileInfo}) {
    const parts = useParts('FilesDropdown');
    const entries = parts.length > 0 ? menuEntries(parts, {where: 'the menu of a file', args: [file], shows: (part) => typeof part['match'] !== 'function' || (part['match'] as (one: FileInfo) => unknown)(file)}).slice(1) : [];
    if (entries.length === 0) {
        return null;
    }
    return (
        <Menu label={`More for ${file.name}`} entries={entries} placement="bottom-end">
            <IconButton icon="more-vertical" label={`More for ${file.name}`} />
        </Menu>
    );
}

export function postOf(file: FileInfo) {
    return store.getState().entities.posts.posts[file.post_id ?? ''];
}
