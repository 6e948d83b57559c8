/* A product: an application of a plugin with an address of its own, under the page's bar. */
import {useEffect} from 'react';

import {useAppSelector} from '@/store';
import {Announcement, ConnectionBanner} from '@/views/shell/Banner';
import {Mark} from '@/views/shell/Mark';
import {UserMenu} from '@/views/shell/UserMenu';
import {TeamRail} from '@/views/sidebar/TeamRail';

import {AppBar} from './AppBar';
import type {ProductPart} from './pages';
import {ProductSwitcher} from './ProductSwitcher';
import {SafeModeBanner} from './SafeModeBanner';
import {Part} from './Slot';

export function ProductPage({product}: {product: ProductPart}) {
    const siteName = useAppSelector((state) => state.entities.general.config.SiteName || 'Chinwag');
    const main = product['mainComponent'];
    const name = typeof product['switcherText'] === 'string' ? product['switcherText'] : product.pluginId;
    useEffect(() => {
        document.title = `${name} – ${siteName}`;
        document.body.classList.add('app__body');
        return () => document.body.classList.remove('app__body');
    }, [name, siteName]);
    return (
        <div className="shell">
            <Announcement />
            <SafeModeBanner />
            <ConnectionBanner />
            <div className="topbar topbar--product" role="banner">
                <span className="topbar__brand">
                    <Mark size={24} />
                    <span>{name}</span>
                    <ProductSwitcher />
                </span>
                <span className="topbar__middle">{product['headerCentreComponent'] && <Part pluginId={product.pluginId} where="the header of a product" component={product['headerCentreComponent']} shape="mark" />}</span>
                <span className="topbar__end">
                    {product['headerRightComponent'] && <Part pluginId={product.pluginId} where="the header of a product" component={product['headerRightComponent']} shape="mark" />}
                    <UserMenu />
                </span>
            </div>
            <div className="shell__columns">
                {product['showTeamSidebar'] && <TeamRail always />}
                <main className="channel plugin-middle" id="main" aria-label={name}>
                    {main && <Part key={product.id} pluginId={product.pluginId} where={`the product ${name}`} component={main} />}
                </main>
                {product['showAppBar'] && <AppBar productId={product.pluginId} />}
            </div>
        </div>
    );
}
