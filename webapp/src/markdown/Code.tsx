/* A block of code: its language, a copy button, and colours that arrive when the highlighter has loaded. */
import type {ElementContent, Root} from 'hast';
import {useEffect, useState} from 'react';
import type {ReactNode} from 'react';

import {Icon} from '@/components/Icon';
import {Slot} from '@/plugins/Slot';
import {useAppDispatch} from '@/store';
import {say} from '@/store/toasts';

function paint(nodes: Array<ElementContent | Root['children'][number]>): ReactNode[] {
    return nodes.map((node, index) => {
        if (node.type === 'text') {
            return node.value;
        }
        if (node.type !== 'element') {
            return null;
        }
        const names = node.properties['className'];
        return (
            <span key={index} className={Array.isArray(names) ? names.join(' ') : undefined}>
                {paint(node.children)}
            </span>
        );
    });
}

const MAX_COLOURED = 20_000;

export function CodeBlock({code, language}: {code: string; language: string}) {
    const dispatch = useAppDispatch();
    const [tree, setTree] = useState<Root | null>(null);
    useEffect(() => {
        let current = true;
        setTree(null);
        if (language && code.length < MAX_COLOURED) {
            import('./highlight')
                .then(({highlight}) => highlight(code, language))
                .then((root) => current && setTree(root))
                .catch(() => undefined);
        }
        return () => {
            current = false;
        };
    }, [code, language]);
    const copy = () => {
        void navigator.clipboard.writeText(code).then(() => dispatch(say('Code copied', 'good')));
    };
    return (
        <div className="code">
            <div className="code__bar">
                <span className="code__language">{language || 'text'}</span>
                <Slot name="CodeBlockAction" shape="mark" given={{code, language}} />
                <button type="button" className="code__copy" onClick={copy} aria-label="Copy code">
                    <Icon name="copy" size={14} />
                </button>
            </div>
            <pre tabIndex={0} aria-label={`Code${language ? ` in ${language}` : ''}`}>
                <code>{tree ? paint(tree.children) : code}</code>
            </pre>
        </div>
    );
}
