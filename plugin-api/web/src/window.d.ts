/* What a bundle finds on `window`. Tell your bundler to take these libraries from there: see README.md. */
import type {Channel} from '@mattermost/types/channels';
import type {OpenDialogRequest} from '@mattermost/types/integrations';
import type {PostPreviewMetadata} from '@mattermost/types/posts';
import type {ComponentType, ReactNode} from 'react';
import type {Action} from 'redux';

import type {ChinwagState, Label, WebPlugin, WebSocketClient} from './index';

interface ChannelDialogProps {
    channel: Channel;
    onExited?: () => void;
}

declare global {
    interface Window {
        registerPlugin(id: string, plugin: WebPlugin): void;
        plugins: Record<string, WebPlugin>;
        PostUtils: {
            /** A message's text as HTML with nothing in it that runs. */
            formatText(text: string, options?: {singleline?: boolean; markdown?: boolean; atMentions?: boolean}): string;
            messageHtmlToComponent(html: string): ReactNode;
        };
        Components: {
            Avatar: ComponentType<{url?: string; username?: string; size?: 'xxs' | 'xs' | 'sm' | 'md' | 'lg' | 'xl' | 'xxl'}>;
            BotBadge: ComponentType<{show?: boolean}>;
            Timestamp: ComponentType<{value: number | string | Date; useTime?: boolean; useDate?: boolean; units?: unknown[]}>;
            Textbox: ComponentType<{value: string; onChange: (event: {target: {value: string}}) => void; channelId?: string; createMessage?: string}>;
            AdvancedTextEditor: ComponentType<{channelId: string; rootId?: string; placeholder?: string}>;
            ThreadViewer: ComponentType<{rootPostId: string}>;
            PostMessagePreview: ComponentType<{metadata: PostPreviewMetadata}>;
            DatePicker: ComponentType<{datePickerProps: {selected?: Date; onSelect?: (day: Date | undefined) => void}; label?: string}>;
            ChannelInviteModal: ComponentType<ChannelDialogProps>;
            ChannelMembersModal: ComponentType<ChannelDialogProps>;
            ChannelNotificationsModal: ComponentType<ChannelDialogProps>;
            EditChannelHeaderModal: ComponentType<ChannelDialogProps>;
            MenuItem: ComponentType<{text: ReactNode; onClick?: () => void; isDestructive?: boolean; disabled?: boolean}>;
            MenuSeparator: ComponentType;
            imageURLForUser(userId: string, lastPictureUpdate?: number): string;
        };
        WebappUtils: {
            browserHistory: {push(path: string): void; replace(path: string): void; location: {pathname: string; search: string}};
            modals: {
                /** An action to dispatch. The component gets `dialogProps`, `onExited` and `onHide`. */
                openModal(request: {modalId: string; dialogType: ComponentType<never>; dialogProps?: Record<string, unknown>}): Action;
                ModalIdentifiers: Record<string, string>;
            };
            notificationSounds: {ring(name?: string): void; stopRing(): void};
            sendDesktopNotificationToMe(title: string, body: string): void;
            openUserSettings(options?: {activeTab?: string}): void;
        };
        ProductApi: {
            useWebSocket(options: {handler: (message: unknown) => void}): void;
            useWebSocketClient(): WebSocketClient;
            closeRhs(): Action;
            selectRhsPost(postId: string): Action;
            getRhsSelectedPostId(state: ChinwagState): string;
            getIsRhsOpen(state: ChinwagState): boolean;
        };
        openInteractiveDialog(request: OpenDialogRequest): void;
    }
}

export type {Label};
