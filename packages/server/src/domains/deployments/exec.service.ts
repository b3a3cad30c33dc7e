/**
 * Commands in the containers of a deployment, over a WebSocket; the messages are described in exec.contract.ts.
 *
 * Whoever may do this can read and change whatever the app can. So it needs an action of its own, is turned off where nobody
 * turned it on, leaves its beginning and its end in the audit log (the program, never its arguments, which may hold
 * secrets), ends when nothing was said for a while, and ends when the rights of its user do (platform/http/stream-reader.ts).
 */
import { AppError, messageOf } from '@moorage/core/errors';
import type { z } from 'zod';
import type { RequestCtx } from '../../platform/http/context.ts';
import type { Socket, SocketMessage, SocketUpgrade } from '../../platform/http/socket.ts';
import type { DeploymentCluster, PodInfo, PodProcess } from './deployment.ports.ts';
import { type DeploymentServiceDeps, getFor, invalidDeployment, requireCluster } from './deployment.service.ts';
import type { DeploymentRow } from './deployment.view.ts';
import type { execRoutes } from './exec.contract.ts';
import { type ExecControl, frameOutput, parseControl, podForCommand } from './exec.rules.ts';

export interface ExecSettings {
  readonly enabled: boolean;
  /** It ends when nothing went either way for this long. */
  readonly idleMs: number;
}

export interface ExecDeps extends DeploymentServiceDeps {
  readonly cluster: Pick<DeploymentCluster, 'listPods' | 'exec'>;
  readonly exec: ExecSettings;
}

export type ExecInput = z.output<(typeof execRoutes)['exec']['query']>;

export interface ExecService {
  run(ctx: RequestCtx, input: ExecInput, upgrade: SocketUpgrade): Promise<void>;
}

const idleCode = 4008;

function requireExec(deps: ExecDeps): void {
  if (deps.exec.enabled) return;
  throw new AppError('unavailable', 'Commands in containers are turned off in this installation.', {
    details: { nextStep: 'Ask whoever runs it to set EXEC_ENABLED=true.' },
  });
}

async function findPod(deps: ExecDeps, row: DeploymentRow, input: ExecInput): Promise<PodInfo> {
  const service = input.service ?? row.services[0];
  if (service === undefined || !row.services.includes(service)) {
    const message = `there is no such service; there is ${row.services.join(', ')}`;
    throw invalidDeployment([{ path: 'service', message }]);
  }
  const pods = await deps.cluster.listPods({ namespace: row.namespace, name: row.name }, service);
  const pod = podForCommand(pods, input.pod);
  if (pod !== undefined) return pod;
  throw new AppError('conflict', `No such pod of ${service} runs.`, {
    details: { pods: pods.map((one) => one.name), nextStep: 'Start the service, or wait until it has started.' },
  });
}

type Outcome = Readonly<Record<string, unknown>>;

async function record(
  deps: ExecDeps,
  ctx: RequestCtx,
  row: DeploymentRow,
  entry: { event: string; data: Outcome },
): Promise<void> {
  await deps.db.tenant([row.orgId], (tx) =>
    deps.audit.append(tx, ctx, { orgId: row.orgId, target: { type: 'deployment', id: row.id, name: row.name }, ...entry }),
  );
}

/** Ends the conversation when nobody says anything. */
function watchIdle(deps: ExecDeps, onIdle: () => void): { readonly touch: () => void; readonly stop: () => void } {
  let cancel = deps.clock.after(deps.exec.idleMs, onIdle);
  return {
    stop: () => cancel(),
    touch() {
      cancel();
      cancel = deps.clock.after(deps.exec.idleMs, onIdle);
    },
  };
}

function obey(process: PodProcess, control: ExecControl): void {
  if (control.kind === 'resize') process.resize(control.columns, control.rows);
  else if (control.kind === 'end') process.endInput();
}

/** Input goes in one message at a time; while the process does not read, the socket is not read either. */
function forwardInput(socket: Socket, process: PodProcess, touch: () => void): void {
  socket.onMessage((message: SocketMessage) => {
    touch();
    if (message.kind === 'text') {
      obey(process, parseControl(message.text));
      return;
    }
    socket.pause();
    void process.write(message.bytes).finally(() => socket.resume());
  });
}

async function forwardOutput(socket: Socket, process: PodProcess, touch: () => void): Promise<void> {
  const forward = async (channel: 'stdout' | 'stderr'): Promise<void> => {
    for await (const bytes of process[channel]) {
      touch();
      await socket.send(frameOutput(channel, bytes));
    }
  };
  await Promise.all([forward('stdout'), forward('stderr')]);
}

async function converse(deps: ExecDeps, socket: Socket, process: PodProcess, input: ExecInput): Promise<Outcome> {
  let isIdle = false;
  const idle = watchIdle(deps, () => {
    isIdle = true;
    process.close();
  });
  const hangUp = (): void => process.close();
  socket.signal.addEventListener('abort', hangUp, { once: true });
  try {
    if (input.columns !== undefined && input.rows !== undefined) process.resize(input.columns, input.rows);
    forwardInput(socket, process, idle.touch);
    await forwardOutput(socket, process, idle.touch);
    const exit = await process.exit;
    if (isIdle) {
      socket.close(idleCode, 'Nothing was said for too long.');
      return { ended: 'idle' };
    }
    if (socket.signal.aborted) return { ended: 'left' };
    const last = exit.kind === 'exited' ? { exited: { code: exit.code } } : { failed: { message: exit.message } };
    await socket.send(JSON.stringify(last));
    return exit.kind === 'exited' ? { ended: 'exited', exitCode: exit.code } : { ended: 'failed' };
  } finally {
    idle.stop();
    socket.signal.removeEventListener('abort', hangUp);
    process.close();
  }
}

interface Attempt {
  readonly pod: PodInfo;
  readonly input: ExecInput;
  readonly upgrade: SocketUpgrade;
  /** Called once the client has its socket. */
  readonly began: () => void;
}

async function start(deps: ExecDeps, { pod, input, upgrade, began }: Attempt): Promise<Outcome> {
  const process = await deps.cluster.exec(pod, { command: input.command, tty: input.tty, signal: upgrade.signal });
  let socket: Socket;
  try {
    socket = await upgrade.accept();
  } catch (error) {
    process.close();
    throw error;
  }
  began();
  await socket.send(JSON.stringify({ started: { pod: pod.name, service: pod.service, container: pod.container } }));
  return await converse(deps, socket, process, input);
}

async function run(deps: ExecDeps, ctx: RequestCtx, input: ExecInput, upgrade: SocketUpgrade): Promise<void> {
  const row = await getFor(deps, ctx, 'deployment:exec', input.name);
  requireCluster(deps);
  requireExec(deps);
  const pod = await findPod(deps, row, input);
  // After everything else, as a client that was refused asks again without a socket to be told why.
  upgrade.check();
  const facts = { service: pod.service, pod: pod.name, program: input.command[0], tty: input.tty };
  await record(deps, ctx, row, { event: 'deployment.exec_started', data: facts });
  const beganMs = deps.clock.monotonicMs();
  let outcome: Outcome = { ended: 'refused' };
  try {
    outcome = await start(deps, { pod, input, upgrade, began: () => (outcome = { ended: 'failed' }) });
  } catch (error) {
    ctx.log.warn('a command could not be run', { deployment: row.name, pod: pod.name, error: messageOf(error) });
    throw error;
  } finally {
    const durationSeconds = Math.round((deps.clock.monotonicMs() - beganMs) / 1000);
    await record(deps, ctx, row, { event: 'deployment.exec_ended', data: { ...facts, ...outcome, durationSeconds } });
  }
}

export function createExecService(deps: ExecDeps): ExecService {
  return { run: (ctx, input, upgrade) => run(deps, ctx, input, upgrade) };
}
