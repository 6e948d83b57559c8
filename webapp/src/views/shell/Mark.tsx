/* The mark: two speech bubbles leaning on each other. */
export function Mark({size = 32}: {size?: number}) {
    return (
        <svg className="mark" width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
            <rect width="64" height="64" rx="17" className="mark__ground" />
            <path
                className="mark__first"
                d="M14 25c0-6.600 6.300-11 14-11s14 4.400 14 11-6.300 11-14 11c-1.500 0-3-.2-4.400-.5L16 40l1.600-6.500C15.400 31.400 14 28.400 14 25Z"
            />
            <path
                className="mark__second"
                d="M45.500 27.500c4 1.700 6.500 5 6.500 9.100 0 2.600-1.100 4.900-2.900 6.700L50.500 50l-6.700-3.600c-1.200.3-2.500.4-3.800.4-5.400 0-10-2.500-12-6.300 9.600 0 17.300-5 17.500-13Z"
            />
        </svg>
    );
}
