// seccoder-example: 1
// title: Mask unexpected errors of a fleet GraphQL API in Apollo Server
// guideline: Pass on errors with a known code only; log the others and answer with an incident id.
// cwe: CWE-209, CWE-497
// apis: @apollo/server.ApolloServer, formatError
// applies: @apollo/server, graphql
// --- secure ---
import { randomUUID } from "node:crypto";
import { ApolloServer } from "@apollo/server";
import type { GraphQLFormattedError, GraphQLSchema } from "graphql";

const EXPECTED = new Set<unknown>([
  "BAD_REQUEST",
  "BAD_USER_INPUT",
  "FORBIDDEN",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "PERSISTED_QUERY_NOT_FOUND",
  "UNAUTHENTICATED",
]);

function formatError(shown: GraphQLFormattedError, cause: unknown): GraphQLFormattedError {
  if (EXPECTED.has(shown.extensions?.code)) {
    return shown;
  }
  const incident = randomUUID();
  console.error("incident", incident, cause);
  const extensions = { code: "INTERNAL_SERVER_ERROR", incident };
  return { message: "internal error", path: shown.path, extensions };
}

export function fleetServer(schema: GraphQLSchema): ApolloServer {
  return new ApolloServer({
    schema,
    includeStacktraceInErrorResponses: false,
    formatError,
  });
}
// --- vulnerable ---
import { ApolloServer } from "@apollo/server";
import type { GraphQLFormattedError, GraphQLSchema } from "graphql";

function formatError(shown: GraphQLFormattedError, cause: unknown): GraphQLFormattedError {
  console.error("failed", cause);
  return shown;
}

export function fleetServer(schema: GraphQLSchema): ApolloServer {
  return new ApolloServer({
    schema,
    includeStacktraceInErrorResponses: true,
    formatError,
  });
}
