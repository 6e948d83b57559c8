/* One message that is not sent yet: where it goes, what it says, and what can be done with it. */
import type {FileInfo} from '@mattermost/types/files';
import type {ReactNode} from 'react';
import {Link} from 'react-router-dom';

import {Icon} from '@/components/Icon';
import {Markdown} from '@/markdown/Markdown';
import {useAppSelector} from '@/store';
import {channelPath, channelTitle} from '@/store/names';

interface NotSentYetProps {
    channelId: string;
    rootId: string;
    message: string;
    files: FileInfo[];
    when: ReactNode;
    problem?: string;
    onOpen: () => void;
    tools: ReactNode;
}

export function NotSentYet({channelId, rootId, message, files, when, problem = '', onOpen, tools}: NotSentYetProps) {
    const channel = useAppSelector((state) => state.entities.channels.channels[channelId]);
    const title = useAppSelector((state) => (channel ? channelTitle(state, channel) : 'a channel that is gone'));
    const path = useAppSelector((state) => (channel ? channelPath(state, channel) : ''));
    return (
        <li className={`unsent ${problem ? 'unsent--bad' : ''}`}>
            <header className="unsent__head">
                <span className="unsent__where">
                    <Icon name={rootId ? 'thread' : channel?.type === 'D' ? 'user' : channel?.type === 'G' ? 'users' : channel?.type === 'P' ? 'lock' : 'hash'} size={15} />
                    {rootId && <span>Thread in</span>}
                    {path ? (
                        <Link to={path} onClick={onOpen}>
                            {title}
                        </Link>
                    ) : (
                        <strong>{title}</strong>
                    )}
                </span>
                <span className="unsent__when">{when}</span>
            </header>
            {problem && (
                <p className="unsent__problem" role="alert">
                    <Icon name="warning" size={15} /> Not sent. {problem}
                </p>
            )}
            {message && (
                <div className="unsent__text">
                    <Markdown text={message} />
                </div>
            )}
            {files.length > 0 && (
                <ul className="unsent__files" aria-label="Files">
                    {files.map((file) => (
                        <li key={file.id}>
                            <Icon name="clip" size={14} /> <span>{file.name}</span>
                        </li>
                    ))}
                </ul>
            )}
            <div className="unsent__tools">{tools}</div>
        </li>
    );
}
