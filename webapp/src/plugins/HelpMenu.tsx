/* The help menu that plugins may add to; while none does, the shortcuts stay where they were. */
import {IconButton} from '@/components/Button';
import {Menu} from '@/components/Menu';
import {useAppDispatch} from '@/store';
import {openModal} from '@/store/modals';

import {menuEntries} from './menu';
import {useParts} from './Slot';

export function HelpMenu() {
    const dispatch = useAppDispatch();
    const parts = useParts('UserGuideDropdown');
    if (parts.length === 0) {
        return null;
    }
    return (
        <Menu
            label="Help"
            placement="bottom-end"
            entries={[{label: 'Keyboard shortcuts', icon: 'keyboard', hint: 'Ctrl /', run: () => dispatch(openModal({kind: 'shortcuts'}))}, ...menuEntries(parts, {where: 'the help menu'})]}
        >
            <IconButton icon="help" label="Help" />
        </Menu>
    );
}
