/* Something tall, cut at a height until the person wants the whole. */
import {useLayoutEffect, useRef, useState} from 'react';
import type {ReactNode} from 'react';

interface FoldProps {
    /** Most height in pixels while folded. */
    height: number;
    /** What the content depends on: measured again when it changes. */
    content: string;
    className?: string;
    children: ReactNode;
}

/** Cutting off less than this is not worth a button. */
const SLACK_PX = 80;

export function Fold({height, content, className = '', children}: FoldProps) {
    const box = useRef<HTMLDivElement>(null);
    const [tall, setTall] = useState(false);
    const [unfolded, setUnfolded] = useState(false);
    useLayoutEffect(() => {
        if (box.current) {
            setTall(box.current.scrollHeight > height + SLACK_PX);
        }
    }, [content, height]);
    const folded = tall && !unfolded;
    return (
        <>
            <div ref={box} className={`${className} ${folded ? 'folded' : ''}`} style={folded ? {maxHeight: height} : undefined}>
                {children}
            </div>
            {tall && (
                <button type="button" className="link-button fold__button" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
                    {unfolded ? 'Show less' : 'Show more'}
                </button>
            )}
        </>
    );
}
