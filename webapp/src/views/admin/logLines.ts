/* Log lines in either form: JSON objects, or plain text with a time and a level. */

export interface LogLine {
    time: string;
    level: string;
    message: string;
    rest: string;
    raw: string;
}

function str(value: unknown): string {
    return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

function fromJson(raw: string): LogLine | null {
    let parsed: Record<string, unknown>;
    try {
        parsed = JSON.parse(raw) as Record<string, unknown>;
    } catch {
        return null;
    }
    if (typeof parsed !== 'object' || parsed === null) {
        return null;
    }
    const {timestamp, time, ts, level, msg, message, fields, ...others} = parsed;
    const inner = (typeof fields === 'object' && fields !== null ? fields : {}) as Record<string, unknown>;
    const {message: innerMessage, ...innerRest} = inner;
    const rest = Object.entries({...innerRest, ...others}).map(([key, value]) => `${key}=${str(value)}`);
    return {
        time: str(timestamp ?? time ?? ts),
        level: str(level).toLowerCase(),
        message: str(msg ?? message ?? innerMessage),
        rest: rest.join('  '),
        raw,
    };
}

export function parseLine(text: string): LogLine {
    // Terminal colours mean nothing here.
    // eslint-disable-next-line no-control-regex
    const raw = text.replace(/\u001b\[[0-9;]*m/g, '').trim();
    if (raw.startsWith('{')) {
        const line = fromJson(raw);
        if (line) {
            return line;
        }
    }
    const match = /^(\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?\s*\[?(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR)\]?\s+([\s\S]*)$/i.exec(raw);
    if (!match) {
        return {time: '', level: '', message: raw, rest: '', raw};
    }
    const level = (match[2] ?? '').toLowerCase().replace('warning', 'warn').replace('trace', 'debug');
    return {time: match[1] ?? '', level, message: match[3] ?? '', rest: '', raw};
}
