/* The way between the chat and the products of plugins; absent while there are none. */
import {navigate} from '@/app/navigation';
import {IconButton} from '@/components/Button';
import {Menu} from '@/components/Menu';
import type {MenuEntry} from '@/components/Menu';

import {act, ask} from './faults';
import {iconOf, labelOf} from './menu';
import {useProducts} from './pages';
import {Piece, useParts} from './Slot';

export function ProductSwitcher() {
    const products = useProducts();
    const items = useParts('ProductSwitcherMenuItem');
    const shown = items.filter((part) => typeof part['isHidden'] !== 'function' || !ask(part.pluginId, 'the product menu', () => Boolean((part['isHidden'] as () => unknown)()), true));
    if (products.length === 0 && shown.length === 0) {
        return null;
    }
    const entries: MenuEntry[] = [
        {label: 'Messages', icon: 'thread', run: () => navigate('/')},
        ...products.map((product): MenuEntry => ({
            label: labelOf(product, product['switcherText']),
            ...(typeof product['switcherText'] === 'string' ? {} : {content: <Piece part={product} value={product['switcherText']} where="the product menu" />}),
            lead: iconOf(product, product['switcherIcon']),
            run: () => navigate(String(product['switcherLinkURL'] ?? product.baseURL)),
        })),
        shown.length > 0 && 'line',
        ...shown.map((part): MenuEntry => ({label: labelOf(part), lead: iconOf(part), run: () => act(part.pluginId, 'the product menu', part.action)})),
    ];
    return (
        <Menu label="Products" entries={entries}>
            <IconButton icon="grid" label="Products" />
        </Menu>
    );
}
