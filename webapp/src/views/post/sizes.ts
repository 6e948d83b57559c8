/* The room a picture takes, known before it has loaded. */

/** A picture keeps its room before it has loaded, so that the list does not jump. */
export function fit(width: number, height: number, maxWidth: number, maxHeight: number): {width: number; height: number} {
    if (width <= 0 || height <= 0) {
        return {width: Math.min(maxWidth, 320), height: Math.min(maxHeight, 200)};
    }
    const scale = Math.min(1, maxWidth / width, maxHeight / height);
    return {width: Math.max(48, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale))};
}
