/** What tools and pages show of each route. */
export { apiVersion, routes, type RouteId } from './generated/routes.ts';
