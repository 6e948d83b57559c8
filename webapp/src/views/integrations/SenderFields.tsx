/* Under which name and picture an integration speaks, where the server allows another than its maker's. */
import {TextField} from '@/components/Field';
import {useAppSelector} from '@/store';

interface SenderFieldsProps {
    username: string;
    icon: string;
    onChange: (change: {username?: string; icon_url?: string}) => void;
}

export function SenderFields({username, icon, onChange}: SenderFieldsProps) {
    const names = useAppSelector((state) => state.entities.general.config.EnablePostUsernameOverride === 'true');
    const icons = useAppSelector((state) => state.entities.general.config.EnablePostIconOverride === 'true');
    if (!names && !icons) {
        return null;
    }
    return (
        <div className="pair">
            {names && <TextField label="Name (optional)" hint="Shown in place of yours." maxLength={64} value={username} onChange={(event) => onChange({username: event.target.value})} />}
            {icons && <TextField label="Picture (optional)" hint="Address of a picture." type="url" maxLength={1024} value={icon} onChange={(event) => onChange({icon_url: event.target.value})} />}
        </div>
    );
}
