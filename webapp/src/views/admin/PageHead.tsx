/* The head of a page in the system console. */
import type {ReactNode} from 'react';

export function PageHead({title, lead, children}: {title: string; lead?: string; children?: ReactNode}) {
    return (
        <header className="admin-head">
            <div>
                <h1>{title}</h1>
                {lead && <p>{lead}</p>}
            </div>
            {children && <div className="admin-head__tools">{children}</div>}
        </header>
    );
}
