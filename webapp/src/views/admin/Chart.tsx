/* A line over time, drawn as SVG, with the numbers as a table for those who cannot see it. */
import {useId, useMemo, useState} from 'react';
import type {MouseEvent} from 'react';

export interface Point {
    label: string;
    value: number;
}

const WIDTH = 640;
const HEIGHT = 200;
const LEFT = 40;
const BOTTOM = 30;
const TOP = 12;

/** A round number not below the largest value, so that the axis reads well. */
export function niceTop(largest: number): number {
    if (largest <= 4) {
        return 4;
    }
    const scale = 10 ** Math.floor(Math.log10(largest));
    return [1, 2, 2.5, 5, 10].map((step) => step * scale).find((top) => top >= largest) ?? largest;
}

interface LineChartProps {
    title: string;
    points: Point[];
    /** What stands there before there is a number. */
    none?: string;
}

export function LineChart({title, points, none = 'No numbers yet. They gather day by day.'}: LineChartProps) {
    const fill = useId();
    const [at, setAt] = useState<number | null>(null);
    const top = niceTop(Math.max(0, ...points.map((point) => point.value)));
    const spots = useMemo(
        () =>
            points.map((point, index) => ({
                x: LEFT + (points.length === 1 ? (WIDTH - LEFT) / 2 : (index / (points.length - 1)) * (WIDTH - LEFT - 12)),
                y: TOP + (1 - point.value / top) * (HEIGHT - TOP - BOTTOM),
            })),
        [points, top],
    );
    const line = spots.map((spot, index) => `${index === 0 ? 'M' : 'L'}${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`).join(' ');
    const first = spots[0];
    const last = spots.at(-1);
    const area = first && last ? `${line} L${last.x} ${HEIGHT - BOTTOM} L${first.x} ${HEIGHT - BOTTOM} Z` : '';
    const every = Math.max(1, Math.ceil(points.length / 6));
    const point = at === null ? null : points[at];
    const spot = at === null ? null : spots[at];
    const move = (event: MouseEvent<SVGSVGElement>) => {
        const box = event.currentTarget.getBoundingClientRect();
        const x = ((event.clientX - box.left) / box.width) * WIDTH;
        let best = 0;
        spots.forEach((one, index) => {
            if (Math.abs(one.x - x) < Math.abs((spots[best]?.x ?? 0) - x)) {
                best = index;
            }
        });
        setAt(best);
    };
    return (
        <figure className="chart card">
            <figcaption>{title}</figcaption>
            {points.length === 0 ? (
                <p className="chart__none">{none}</p>
            ) : (
                <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" onMouseMove={move} onMouseLeave={() => setAt(null)}>
                    <defs>
                        <linearGradient id={fill} x1="0" x2="0" y1="0" y2="1">
                            <stop offset="0" className="chart__fill-top" />
                            <stop offset="1" className="chart__fill-end" />
                        </linearGradient>
                    </defs>
                    {[0, 0.5, 1].map((share) => {
                        const y = TOP + share * (HEIGHT - TOP - BOTTOM);
                        return (
                            <g key={share}>
                                <line x1={LEFT} x2={WIDTH} y1={y} y2={y} className="chart__grid" />
                                <text x={LEFT - 8} y={y + 4} textAnchor="end" className="chart__text">
                                    {Math.round(top * (1 - share))}
                                </text>
                            </g>
                        );
                    })}
                    <path d={area} fill={`url(#${fill})`} />
                    <path d={line} className="chart__line" />
                    {spots.length < 3 && spots.map((one, index) => <circle key={index} cx={one.x} cy={one.y} r="4" className="chart__dot" />)}
                    {points.map((one, index) =>
                        index % every === 0 ? (
                            <text key={index} x={spots[index]?.x} y={HEIGHT - 3} textAnchor={index === 0 ? 'start' : index === points.length - 1 ? 'end' : 'middle'} className={`chart__text ${(index / every) % 2 === 1 ? 'chart__text--between' : ''}`}>
                                {one.label}
                            </text>
                        ) : null,
                    )}
                    {point && spot && (
                        <g>
                            <line x1={spot.x} x2={spot.x} y1={TOP} y2={HEIGHT - BOTTOM} className="chart__cursor" />
                            <circle cx={spot.x} cy={spot.y} r="4.5" className="chart__dot" />
                            <text x={Math.min(WIDTH - 50, Math.max(LEFT + 40, spot.x))} y={TOP + 2} textAnchor="middle" className="chart__value">
                                {point.label}: {point.value}
                            </text>
                        </g>
                    )}
                </svg>
            )}
            <table className="visually-hidden">
                <caption>{title}</caption>
                <tbody>
                    {points.map((one, index) => (
                        <tr key={index}>
                            <th scope="row">{one.label}</th>
                            <td>{one.value}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </figure>
    );
}
