/* The bar over everything: the mark, the search, oneself. */
import {Link} from 'react-router-dom';

import {HelpMenu} from '@/plugins/HelpMenu';
import {ProductSwitcher} from '@/plugins/ProductSwitcher';
import {useAppSelector} from '@/store';

import {Mark} from './Mark';
import {SearchBox} from './SearchBox';
import {UserMenu} from './UserMenu';

export function TopBar() {
    const siteName = useAppSelector((state) => state.entities.general.config.SiteName || 'Chinwag');
    return (
        <div className="topbar" role="banner">
            <span className="topbar__start">
                <Link to="/" className="topbar__brand" aria-label={`${siteName}, home`}>
                    <Mark size={24} />
                    <span>{siteName}</span>
                </Link>
                <ProductSwitcher />
            </span>
            <SearchBox />
            <span className="topbar__end">
                <HelpMenu />
                <UserMenu />
            </span>
        </div>
    );
}
