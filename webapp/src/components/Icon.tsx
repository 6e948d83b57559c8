/* The icons, drawn for this app on a 24-unit grid with one stroke width. */
import type {ReactNode} from 'react';

const shapes = {
    plus: <path d="M12 5v14M5 12h14" />,
    close: <path d="m6 6 12 12M18 6 6 18" />,
    check: <path d="m5 12.500 4.500 4.500L19 7.500" />,
    chevron: <path d="m7 10 5 5 5-5" />,
    'chevron-right': <path d="m10 7 5 5-5 5" />,
    back: <path d="M19 12H5m6-6-6 6 6 6" />,
    forward: <path d="M5 12h14m-6-6 6 6-6 6" />,
    up: <path d="M12 19V5m-6 6 6-6 6 6" />,
    down: <path d="M12 5v14m6-6-6 6-6-6" />,
    search: <><circle cx="11" cy="11" r="6.500" /><path d="m16 16 4 4" /></>,
    menu: <path d="M4 7h16M4 12h16M4 17h16" />,
    more: <><circle cx="5.500" cy="12" r="1.300" className="icon__dot" /><circle cx="12" cy="12" r="1.300" className="icon__dot" /><circle cx="18.500" cy="12" r="1.300" className="icon__dot" /></>,
    'more-vertical': <><circle cx="12" cy="5.500" r="1.300" className="icon__dot" /><circle cx="12" cy="12" r="1.300" className="icon__dot" /><circle cx="12" cy="18.500" r="1.300" className="icon__dot" /></>,
    hash: <path d="M9.500 4 8 20M16 4l-1.500 16M4.500 9h16M3.500 15h16" />,
    lock: <><rect x="5.500" y="10.500" width="13" height="9" rx="2" /><path d="M8.500 10.500V8a3.500 3.500 0 0 1 7 0v2.500" /></>,
    archive: <><rect x="4" y="5" width="16" height="4" rx="1" /><path d="M5.500 9v8.500a1.500 1.500 0 0 0 1.500 1.500h10a1.500 1.500 0 0 0 1.500-1.500V9M10 13h4" /></>,
    user: <><circle cx="12" cy="8.500" r="3.500" /><path d="M5.500 19.500c.5-3.500 3.200-5.500 6.500-5.500s6 2 6.500 5.500" /></>,
    users: <><circle cx="9.500" cy="8.500" r="3.200" /><path d="M3.500 19c.4-3.200 2.900-5 6-5s5.600 1.800 6 5M15.500 5.600a3.200 3.200 0 0 1 0 5.800M18 14.600c1.500.8 2.400 2.300 2.600 4.400" /></>,
    'user-plus': <><circle cx="10" cy="8.500" r="3.500" /><path d="M3.500 19.500c.5-3.500 3.200-5.500 6.500-5.500 1.500 0 2.900.4 4 1.200M18 13v6M15 16h6" /></>,
    star: <path d="m12 4.500 2.300 4.800 5.200.7-3.800 3.600.9 5.200-4.600-2.500-4.600 2.500.9-5.200L4.500 10l5.200-.7Z" />,
    bookmark: <path d="M7 4.500h10a1 1 0 0 1 1 1V20l-6-4-6 4V5.500a1 1 0 0 1 1-1Z" />,
    pin: <path d="M9 4h6l-.7 6 3.200 3.500H6.500L9.700 10ZM12 13.500V20" />,
    at: <><circle cx="12" cy="12" r="3.500" /><path d="M15.500 8.500V13a2.500 2.500 0 0 0 5 0v-1a8.500 8.500 0 1 0-3.500 6.900" /></>,
    bell: <><path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 1.500h-15Z" /><path d="M10 20.500h4" /></>,
    'bell-off': <><path d="M6 16.500V11a6 6 0 0 1 1.200-3.600M9 5.800A6 6 0 0 1 18 11v3M4.500 18H16M10 20.500h4M4 4l16 16" /></>,
    thread: <><path d="M4 6.500A1.500 1.500 0 0 1 5.500 5h13A1.500 1.500 0 0 1 20 6.500v8a1.500 1.500 0 0 1-1.500 1.500H11l-4.500 3.500V16h-1A1.500 1.500 0 0 1 4 14.500Z" /><path d="M8 9h8M8 12h5" /></>,
    reply: <path d="M10 6 4.500 11.500 10 17M5 11.500h8.500c3.500 0 6 2 6 6" />,
    edit: <path d="m14.500 6 3.500 3.500M5 19l.8-3.900L15.400 5.500a1.500 1.500 0 0 1 2.100 0l1 1a1.500 1.500 0 0 1 0 2.100L8.900 18.200Z" />,
    trash: <path d="M5 7h14M10 7V5h4v2M7 7l.8 12h8.400L17 7M10.500 10.500v5M13.500 10.500v5" />,
    copy: <><rect x="8.500" y="8.500" width="11" height="11" rx="2" /><path d="M15.500 8.500v-2a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2" /></>,
    link: <path d="M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1" />,
    smile: <><circle cx="12" cy="12" r="8" /><path d="M8.500 14a4 4 0 0 0 7 0M9 9.500v.5M15 9.500v.5" /></>,
    'smile-plus': <><path d="M19.500 11.500A8 8 0 1 1 13 4.100" /><path d="M8.500 14a4 4 0 0 0 7 0M9 9.500v.5M14 9.500v.5M18.500 3v6M15.500 6h6" /></>,
    clip: <path d="m18.500 11-6.800 6.800a4 4 0 0 1-5.700-5.700l7.300-7.300a2.700 2.700 0 0 1 3.800 3.800l-7.200 7.200a1.300 1.300 0 0 1-1.900-1.900l6.300-6.300" />,
    send: <path d="M5 5.500 20 12 5 18.500 7.500 12ZM7.500 12H13" />,
    bold: <path d="M7.500 5h5a3.300 3.300 0 0 1 0 6.700h-5ZM7.500 11.700h6a3.600 3.600 0 0 1 0 7.300h-6Z" />,
    italic: <path d="M10.500 5h6M7.500 19h6M14 5l-4 14" />,
    strike: <path d="M4.500 12h15M16.500 7.500C15.800 6 14.300 5 12.200 5 9.700 5 8 6.300 8 8.200c0 1 .4 1.800 1.200 2.400M7.500 16c.7 1.900 2.300 3 4.700 3 2.600 0 4.300-1.300 4.300-3.300 0-.7-.2-1.200-.5-1.700" />,
    code: <path d="m8.500 7-5 5 5 5M15.500 7l5 5-5 5" />,
    quote: <path d="M5 6v12M9.500 8h10M9.500 12h10M9.500 16h6" />,
    list: <path d="M9 7h11M9 12h11M9 17h11M4.500 7h.1M4.500 12h.1M4.500 17h.1" />,
    heading: <path d="M6 5v14M18 5v14M6 12h12" />,
    eye: <><path d="M3 12c2-3.800 5.200-6 9-6s7 2.200 9 6c-2 3.800-5.200 6-9 6s-7-2.200-9-6Z" /><circle cx="12" cy="12" r="2.800" /></>,
    download: <path d="M12 4.500V15m-4.500-4.500L12 15l4.500-4.500M5 19h14" />,
    file: <path d="M7 4h7l4.500 4.500V19a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM13.500 4v5h5" />,
    image: <><rect x="4" y="5" width="16" height="14" rx="2" /><circle cx="9" cy="10" r="1.500" /><path d="m5 17 4.500-4 3 2.500L16 12l4 4" /></>,
    settings: <><circle cx="12" cy="12" r="2.800" /><path d="M12 4v2.200M12 17.800V20M4 12h2.200M17.800 12H20M6.300 6.300l1.600 1.600M16.100 16.100l1.600 1.600M17.700 6.300l-1.600 1.600M7.900 16.100l-1.600 1.600" /></>,
    sliders: <path d="M5 8h8M17 8h2M5 16h2M11 16h8M13 5.500v5M7 13.500v5" />,
    logout: <path d="M14 5H7a1.500 1.500 0 0 0-1.500 1.500v11A1.500 1.500 0 0 0 7 19h7M10.500 12H20m-3.500-3.500L20 12l-3.500 3.500" />,
    shield: <path d="M12 4 5.500 6.500V11c0 4.300 2.600 7.400 6.500 9 3.900-1.600 6.500-4.700 6.500-9V6.500Z" />,
    keyboard: <><rect x="3.500" y="6.500" width="17" height="11" rx="2" /><path d="M7 10h.1M10 10h.1M13 10h.1M16.500 10h.1M7.500 14h9" /></>,
    info: <><circle cx="12" cy="12" r="8" /><path d="M12 11v5M12 8v.1" /></>,
    warning: <path d="M12 5 3.500 19h17ZM12 10v4M12 16.500v.1" />,
    clock: <><circle cx="12" cy="12" r="8" /><path d="M12 7.500V12l3 2" /></>,
    chart: <path d="M5 19V11M10 19V6M15 19v-9M20 19H4" />,
    log: <path d="M6 5h12M6 9h12M6 13h8M6 17h5" />,
    globe: <><circle cx="12" cy="12" r="8" /><path d="M4 12h16M12 4c2.500 2.500 3.500 5.200 3.500 8s-1 5.500-3.500 8c-2.500-2.500-3.500-5.200-3.500-8S9.500 6.500 12 4Z" /></>,
    refresh: <path d="M19 12a7 7 0 1 1-2-4.900L19 9M19 5v4h-4" />,
    filter: <path d="M5 7h14M8 12h8M10.500 17h3" />,
    compass: <><circle cx="12" cy="12" r="8" /><path d="m15 9-1.800 4.200L9 15l1.800-4.200Z" /></>,
    bot: <><rect x="5" y="9" width="14" height="10" rx="2.500" /><path d="M12 9V5.500M9.500 13.500v1M14.500 13.500v1M3 13v2M21 13v2" /></>,
    expand: <path d="M14 5h5v5M10 19H5v-5M19 5l-6 6M5 19l6-6" />,
    moon: <path d="M19 14.500A7.500 7.500 0 0 1 9.500 5 7.500 7.500 0 1 0 19 14.500Z" />,
    sun: <><circle cx="12" cy="12" r="3.500" /><path d="M12 4v1.500M12 18.500V20M4 12h1.500M18.500 12H20M6.500 6.500l1 1M16.500 16.500l1 1M17.500 6.500l-1 1M7.500 16.500l-1 1" /></>,
    monitor: <path d="M5 5.500h14a1 1 0 0 1 1 1V15a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V6.500a1 1 0 0 1 1-1ZM9 19.500h6M12 16v3.500" />,
    mail: <><rect x="4" y="6" width="16" height="12.500" rx="2" /><path d="m4.500 8 7.500 5.500L19.500 8" /></>,
    key: <><circle cx="8.500" cy="15.500" r="3.500" /><path d="m11 13 8-8M16 8l2.500 2.500M14 10l1.500 1.500" /></>,
    grid: <><rect x="4.500" y="4.500" width="6" height="6" rx="1.500" /><rect x="13.500" y="4.500" width="6" height="6" rx="1.500" /><rect x="4.500" y="13.500" width="6" height="6" rx="1.500" /><rect x="13.500" y="13.500" width="6" height="6" rx="1.500" /></>,
    help: <><circle cx="12" cy="12" r="8" /><path d="M9.500 9.800a2.500 2.500 0 1 1 3.600 2.300c-.8.4-1.100.9-1.100 1.700M12 16.500v.1" /></>,
    phone: <path d="M6.500 4.500h3l1.500 4-2 1.500a11 11 0 0 0 5 5l1.500-2 4 1.500v3a1.500 1.500 0 0 1-1.600 1.500A15 15 0 0 1 5 6.100a1.500 1.500 0 0 1 1.500-1.600Z" />,
    upload: <path d="M12 15V4.500m-4.500 4.500L12 4.500 16.500 9M5 19h14" />,
    plug: <path d="M9 4v4M15 4v4M7 8h10v3a5 5 0 0 1-10 0ZM12 16v4" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

/** The icon of that name, if this page has one. */
export function knownIcon(name: unknown): IconName | undefined {
    return typeof name === 'string' && Object.hasOwn(shapes, name) ? (name as IconName) : undefined;
}

export function Icon({name, size = 18, filled = false}: {name: IconName; size?: number; filled?: boolean}) {
    return (
        <svg
            className={filled ? 'icon icon--filled' : 'icon'}
            width={size}
            height={size}
            viewBox="0 0 24 24"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.7"
            strokeLinecap="round"
            strokeLinejoin="round"
            aria-hidden="true"
            focusable="false"
        >
            {shapes[name]}
        </svg>
    );
}
