/** Drafts: a spec that is only checked, one made from a Compose file, one written by a model. Nothing is saved here. */
import { AppError } from '@moorage/core/errors';
import { z } from 'zod';
import type { RequestCtx } from '../../platform/http/context.ts';
import { formatPath, type Issue } from './blueprint.rules.ts';
import { importCompose } from './compose.rules.ts';
import type { ParameterDefinition } from './parameter.rules.ts';
import { placeIssues } from './spec-position.service.ts';
import { invalidTemplate, parseYaml, trySpec, writeYaml } from './spec-yaml.service.ts';
import { blueprintToPreview, type TemplateDraftView, type TemplateValidationView } from './template-draft.view.ts';
import { answerSchema, instructions, modelAnswer, type PromptParts, writePrompt } from './template-generate.rules.ts';
import { templateCreate } from './template.contract.ts';
import type { ModelProvider } from './template.ports.ts';

export interface TemplateDraftDeps {
  /** Undefined where none is configured. */
  readonly model: ModelProvider | undefined;
  readonly orgs: { get(ctx: RequestCtx, orgId: string): Promise<{ readonly aiContext: string }> };
}

export interface TemplateDraftService {
  validate(spec: string, definitions: readonly ParameterDefinition[]): TemplateValidationView;
  importCompose(text: string, name: string | undefined): TemplateDraftView;
  generate(ctx: RequestCtx, orgId: string, prompt: string): Promise<TemplateDraftView>;
}

/** Compose files live by anchors; this many references are plenty for people and nothing for memory. */
const maxComposeAliases = 100;

type Drafted = z.input<typeof templateCreate>;

function validate(spec: string, definitions: readonly ParameterDefinition[]): TemplateValidationView {
  const result = trySpec(spec, definitions);
  if (result.kind === 'invalid') return { valid: false, issues: [...result.issues], preview: null };
  return { valid: true, issues: [], preview: blueprintToPreview(result.blueprint, definitions) };
}

/** A draft may be wrong in what it says, never in its shape. */
function toDraft(template: Drafted, warnings: readonly Issue[]): TemplateDraftView {
  const parsed = templateCreate.safeParse(template);
  if (!parsed.success) {
    throw invalidTemplate(parsed.error.issues.map((issue) => ({ path: formatPath(issue.path), message: issue.message })));
  }
  const { orgId: _org, teamId: _team, ...shape } = parsed.data;
  const { issues, preview } = validate(template.spec ?? '', parsed.data.envVars);
  return { template: shape, warnings: [...warnings], issues, preview };
}

function fromCompose(text: string, name: string | undefined): TemplateDraftView {
  const read = parseYaml(text, { field: 'compose', maxAliases: maxComposeAliases });
  if (read.kind === 'invalid') throw invalidTemplate(read.issues);
  const inFile = (issues: readonly Issue[]): Issue[] =>
    placeIssues(
      read.yaml,
      issues.map((issue) => ({ ...issue, path: issue.path === '' ? 'compose' : `compose.${issue.path}` })),
      'compose',
    );
  const result = importCompose(read.value, name);
  if (result.kind === 'invalid') throw invalidTemplate(inFile(result.issues));
  const { draft } = result;
  const template = {
    name: draft.name,
    displayName: draft.name,
    description: 'From a Docker Compose file.',
    image: draft.image,
    ...(draft.containerPort === undefined ? {} : { containerPort: draft.containerPort }),
    envVars: [...draft.definitions],
    spec: writeYaml(draft.spec),
  };
  return toDraft(template, inFile(result.warnings));
}

/** Generating costs somebody money, so it takes a role that deploys, in any team of the organization. */
function authorizeGenerate(ctx: RequestCtx, orgId: string): void {
  const teams = Object.keys(ctx.actor.teamOrgs).filter((teamId) => ctx.actor.teamOrgs[teamId] === orgId);
  const places = [undefined, ...teams].map((teamId) => ({ type: 'org', orgId, teamId }));
  if (places.some((place) => ctx.can('template:generate', place))) return;
  ctx.authorize('template:generate', { type: 'org', orgId });
}

function draftOfAnswer(answer: unknown): TemplateDraftView {
  const parsed = modelAnswer.safeParse(answer);
  if (!parsed.success) {
    const internal = z.prettifyError(parsed.error);
    throw new AppError('upstream_failed', 'The model answered something that is not a template. Try again.', { internal });
  }
  const { envVars, spec, ...words } = parsed.data;
  const { preview } = validate(spec, envVars);
  const image = preview?.services[0]?.image ?? 'unknown';
  return toDraft({ ...words, image: image.slice(0, 500), envVars, spec }, []);
}

async function generate(deps: TemplateDraftDeps, ctx: RequestCtx, orgId: string, prompt: string): Promise<TemplateDraftView> {
  authorizeGenerate(ctx, orgId);
  const { model } = deps;
  if (model === undefined) {
    throw new AppError('unavailable', 'No model provider is configured.', {
      details: { nextStep: 'Set AI_PROVIDER, AI_MODEL and AI_API_KEY.' },
    });
  }
  const { aiContext } = await deps.orgs.get(ctx, orgId);
  const ask = async (parts: PromptParts): Promise<{ answer: unknown; draft: TemplateDraftView }> => {
    const request = { instructions, prompt: writePrompt(parts), name: 'template', schema: answerSchema, signal: ctx.signal };
    const answer = await model.answer(request);
    return { answer, draft: draftOfAnswer(answer) };
  };
  const first = await ask({ prompt, aiContext });
  if (first.draft.issues.length === 0) return first.draft;
  // Told what is wrong, models mend most of it; asking a third time rarely helps.
  const { draft } = await ask({
    prompt,
    aiContext,
    rejected: { answer: JSON.stringify(first.answer), issues: first.draft.issues },
  });
  return draft;
}

export function createTemplateDraftService(deps: TemplateDraftDeps): TemplateDraftService {
  return { validate, importCompose: fromCompose, generate: (ctx, orgId, prompt) => generate(deps, ctx, orgId, prompt) };
}
