import { ArrowDownToLine, Download, Pause, WrapText } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Level, LogBuffer } from '../../../lib/log-buffer.ts';
import { cn } from '../../../lib/cn.ts';
import { saveFile } from '../../../shared/save-file.ts';
import { Button } from '../../../ui/Button.tsx';
import { SelectInput, TextInput } from '../../../ui/Field.tsx';
interface Look {
  readonly timestamps: boolean;
  readonly wrap: boolean;
}

interface LogToolbarProps {
  readonly name: string;
  readonly services: readonly string[];
  readonly service: string | undefined;
  readonly onService: (service: string | undefined) => void;
  readonly find: string;
  readonly onFind: (text: string) => void;
  readonly levels: ReadonlySet<Level>;
  readonly onLevels: (levels: ReadonlySet<Level>) => void;
  readonly look: Look;
  readonly onLook: (look: Look) => void;
  readonly isPrevious: boolean;
  readonly onPrevious: (isOn: boolean) => void;
  readonly isFollowing: boolean;
  readonly onFollowing: (isOn: boolean) => void;
  readonly buffer: LogBuffer;
}

const levelChoices: readonly { readonly label: string; readonly levels: readonly Level[] }[] = [
  { label: 'All levels', levels: [] },
  { label: 'Warnings and errors', levels: ['warn', 'error'] },
  { label: 'Errors', levels: ['error'] },
];

export function LogToolbar(props: LogToolbarProps) {
  const { services, service, look } = props;
  return (
    <div role="toolbar" aria-label="Logs" className="flex flex-wrap items-center gap-2">
      <TextInput
        type="search"
        aria-label="Find in the log"
        placeholder="Find in the log"
        className="min-w-40 flex-1 sm:max-w-xs"
        defaultValue={props.find}
        onChange={(event) => props.onFind(event.target.value)}
      />
      {services.length < 2 && service === undefined ? null : (
        <SelectInput
          aria-label="Service"
          className="w-auto"
          value={service ?? ''}
          onChange={(event) => props.onService(event.target.value === '' ? undefined : event.target.value)}
        >
          <option value="">All services</option>
          {services.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </SelectInput>
      )}
      <SelectInput
        aria-label="Levels"
        className="w-auto"
        value={levelChoices.find((choice) => choice.levels.length === props.levels.size)?.label}
        onChange={(event) =>
          props.onLevels(new Set(levelChoices.find((choice) => choice.label === event.target.value)?.levels ?? []))
        }
      >
        {levelChoices.map((choice) => (
          <option key={choice.label}>{choice.label}</option>
        ))}
      </SelectInput>
      <div className="ml-auto flex flex-wrap gap-1">
        <Toggle isOn={look.timestamps} onClick={() => props.onLook({ ...look, timestamps: !look.timestamps })}>
          Times
        </Toggle>
        <Toggle isOn={look.wrap} onClick={() => props.onLook({ ...look, wrap: !look.wrap })}>
          <WrapText aria-hidden="true" className="size-4" />
          Wrap
        </Toggle>
        <Toggle isOn={props.isPrevious} onClick={() => props.onPrevious(!props.isPrevious)}>
          Before the last restart
        </Toggle>
        <Toggle isOn={props.isFollowing} onClick={() => props.onFollowing(!props.isFollowing)}>
          {props.isFollowing ? (
            <Pause aria-hidden="true" className="size-4" />
          ) : (
            <ArrowDownToLine aria-hidden="true" className="size-4" />
          )}
          Follow
        </Toggle>
        <Button size="small" onClick={() => saveFile(`${props.name}.log`, props.buffer.text())}>
          <Download aria-hidden="true" className="size-4" />
          Download
        </Button>
      </div>
    </div>
  );
}

function Toggle({
  isOn,
  onClick,
  children,
}: {
  readonly isOn: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Button size="small" aria-pressed={isOn} onClick={onClick} className={cn(isOn && 'border-accent bg-accent-tint')}>
      {children}
    </Button>
  );
}
