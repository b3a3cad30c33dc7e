/** Templates, their history and their editor. */
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { patiently } from '../api/page-code.ts';
import { templateQuery, templatesQuery, templateVersionsQuery } from '../api/queries.ts';
import { parseDeploySearch } from '../lib/search.ts';
import { shell } from './shell.tsx';

export const templates = createRoute({
  getParentRoute: () => shell,
  path: '/templates',
  loader: ({ context }) => void context.queries.prefetchQuery(templatesQuery),
  component: lazyRouteComponent(
    patiently(() => import('../features/templates/TemplatesPage.tsx')),
    'TemplatesPage',
  ),
});

export const template = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$name',
  loader: ({ context, params }) => void context.queries.prefetchQuery(templateQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/templates/TemplatePage.tsx')),
    'TemplatePage',
  ),
});

export const templateEdit = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$name/edit',
  loader: ({ context, params }) => void context.queries.prefetchQuery(templateQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/templates/editor/EditTemplatePage.tsx')),
    'EditTemplatePage',
  ),
});

export const templateAccess = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$name/access',
  loader: ({ context, params }) => void context.queries.prefetchQuery(templateQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/templates/access/TemplateAccessPage.tsx')),
    'TemplateAccessPage',
  ),
});

export const templateVersions = createRoute({
  getParentRoute: () => shell,
  path: '/templates/$name/versions',
  loader: ({ context, params }) => void context.queries.prefetchInfiniteQuery(templateVersionsQuery(params.name)),
  component: lazyRouteComponent(
    patiently(() => import('../features/templates/history/TemplateHistoryPage.tsx')),
    'TemplateHistoryPage',
  ),
});

/** Beside the templates and not below them, where a template could be called "new". */
export const newTemplate = createRoute({
  getParentRoute: () => shell,
  path: '/new-template',
  validateSearch: parseDeploySearch,
  component: lazyRouteComponent(
    patiently(() => import('../features/templates/editor/NewTemplatePage.tsx')),
    'NewTemplatePage',
  ),
});
