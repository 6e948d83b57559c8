/* The page around every form before the chat. */
import type {ReactNode} from 'react';

import {useAppSelector} from '@/store';
import {Mark} from '@/views/shell/Mark';

interface FrameProps {
    title: string;
    lead?: ReactNode;
    children: ReactNode;
    foot?: ReactNode;
    wide?: boolean;
}

export function Frame({title, lead, children, foot, wide = false}: FrameProps) {
    const site = useAppSelector((state) => state.entities.general.config.SiteName || 'Chinwag');
    const brand = useAppSelector((state) => (state.entities.general.config.EnableCustomBrand === 'true' ? state.entities.general.config.CustomBrandText : ''));
    return (
        <div className="front">
            <div className="front__backdrop" aria-hidden="true" />
            <main className={`front__card ${wide ? 'front__card--wide' : ''}`} id="main">
                <div className="front__brand">
                    <Mark size={40} />
                    <span>{site}</span>
                </div>
                <h1 className="front__title">{title}</h1>
                {lead && <p className="front__lead">{lead}</p>}
                {brand && <p className="front__lead">{brand}</p>}
                {children}
                {foot && <div className="front__foot">{foot}</div>}
            </main>
        </div>
    );
}
