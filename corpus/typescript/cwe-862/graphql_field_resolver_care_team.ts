// seccoder-example: 1
// title: Resolve the allergies of a patient in a GraphQL API
// guideline: Authorize in the resolver of the data itself; a graph reaches it by many ways.
// cwe: CWE-862, CWE-639
// apis: graphql.GraphQLError
// applies: graphql
// --- secure ---
import { GraphQLError } from "graphql";

interface Context {
  user: { id: string } | null;
  careTeams: { has(patientId: string, userId: string): Promise<boolean> };
  allergies: { of(patientId: string): Promise<string[]> };
  beds: { inWard(ward: string): Promise<{ bed: string; patient: { id: string } }[]> };
}

export const resolvers = {
  Query: {
    ward: (_: unknown, args: { name: string }, context: Context) => {
      if (!context.user) {
        throw new GraphQLError("sign in", { extensions: { code: "UNAUTHENTICATED" } });
      }
      return context.beds.inWard(args.name);
    },
  },
  Patient: {
    allergies: async (patient: { id: string }, _: unknown, context: Context) => {
      const { user, careTeams, allergies } = context;
      if (!user || !(await careTeams.has(patient.id, user.id))) {
        throw new GraphQLError("not allowed", { extensions: { code: "FORBIDDEN" } });
      }
      return allergies.of(patient.id);
    },
  },
};
// --- vulnerable ---
import { GraphQLError } from "graphql";

interface Context {
  user: { id: string } | null;
  careTeams: { has(patientId: string, userId: string): Promise<boolean> };
  allergies: { of(patientId: string): Promise<string[]> };
  beds: { inWard(ward: string): Promise<{ bed: string; patient: { id: string } }[]> };
}

export const resolvers = {
  Query: {
    ward: (_: unknown, args: { name: string }, context: Context) => {
      if (!context.user) {
        throw new GraphQLError("sign in", { extensions: { code: "UNAUTHENTICATED" } });
      }
      return context.beds.inWard(args.name);
    },
  },
  Patient: {
    allergies: async (patient: { id: string }, _: unknown, context: Context) => {
      const { allergies } = context;
      return allergies.of(patient.id);
    },
  },
};
