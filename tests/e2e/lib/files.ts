/* Files to upload: real pictures made here, and bytes of a wanted size; and how they are pasted and dropped. */
import {deflateSync, crc32} from 'node:zlib';

import type {Locator} from '@playwright/test';

export interface File {
    name: string;
    mimeType: string;
    buffer: Buffer;
}

function chunk(kind: string, data: Buffer): Buffer {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const whole = Buffer.alloc(body.length + 8);
    whole.writeUInt32BE(data.length, 0);
    body.copy(whole, 4);
    whole.writeUInt32BE(crc32(body), whole.length - 4);
    return whole;
}

/** A PNG in one colour. */
export function picture(name: string, width = 640, height = 400, [red, green, blue]: [number, number, number] = [30, 120, 100]): File {
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0);
    head.writeUInt32BE(height, 4);
    head.set([8, 2, 0, 0, 0], 8);
    const row = Buffer.concat([Buffer.from([0]), Buffer.concat(Array.from({length: width}, () => Buffer.from([red, green, blue])))]);
    const pixels = deflateSync(Buffer.concat(Array.from({length: height}, () => row)));
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const buffer = Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
    return {name, mimeType: 'image/png', buffer};
}

export function plain(name: string, bytes: number): File {
    return {name, mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 'compost ')};
}

/** Lets the file come in through the clipboard or from the desktop. */
export async function handOver(target: Locator, kind: 'paste' | 'dragenter' | 'drop', file: File): Promise<void> {
    await target.evaluate(
        (element, {kind, name, mimeType, base64}) => {
            const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name, {type: mimeType}));
            const options = {bubbles: true, cancelable: true};
            element.dispatchEvent(kind === 'paste' ? new ClipboardEvent(kind, {...options, clipboardData: transfer}) : new DragEvent(kind, {...options, dataTransfer: transfer}));
        },
        {kind, name: file.name, mimeType: file.mimeType, base64: file.buffer.toString('base64')},
    );
}
