// seccoder-example: 1
// title: Serve a family tree over GraphQL with a bounded depth
// guideline: Limit the depth, the aliases and the lists of a query; recursion multiplies all of them.
// cwe: CWE-770, CWE-400
// apis: @apollo/server.ApolloServer, graphql-depth-limit.depthLimit, graphql.ValidationContext.reportError
// applies: @apollo/server, graphql, graphql-depth-limit
// --- secure ---
import { ApolloServer } from "@apollo/server";
import { type FieldNode, GraphQLError, type ValidationContext } from "graphql";
import depthLimit from "graphql-depth-limit";

interface Person {
  id: string;
  name: string;
}

interface People {
  find(id: string): Promise<Person | null>;
  children(id: string, limit: number): Promise<Person[]>;
}

const typeDefs = `
  type Person { id: ID! name: String! children(first: Int! = 10): [Person!]! }
  type Query { person(id: ID!): Person }
`;

// Without aliases a list is read once at each level.
function noAliases(context: ValidationContext) {
  return {
    Field({ alias }: FieldNode) {
      if (alias) context.reportError(new GraphQLError("no aliases", { nodes: alias }));
    },
  };
}

export function familyServer(people: People): ApolloServer {
  const resolvers = {
    Query: { person: (_: unknown, args: { id: string }) => people.find(args.id) },
    Person: {
      children: (person: Person, args: { first: number }) =>
        people.children(person.id, Math.min(Math.max(args.first, 1), 10)),
    },
  };
  return new ApolloServer({
    typeDefs,
    resolvers,
    parseOptions: { maxTokens: 300 },
    validationRules: [depthLimit(4), noAliases],
  });
}
// --- vulnerable ---
import { ApolloServer } from "@apollo/server";

interface Person {
  id: string;
  name: string;
}

interface People {
  find(id: string): Promise<Person | null>;
  children(id: string, limit: number): Promise<Person[]>;
}

const typeDefs = `
  type Person { id: ID! name: String! children(first: Int! = 10): [Person!]! }
  type Query { person(id: ID!): Person }
`;

export function familyServer(people: People): ApolloServer {
  const resolvers = {
    Query: { person: (_: unknown, args: { id: string }) => people.find(args.id) },
    Person: {
      children: (person: Person, args: { first: number }) =>
        people.children(person.id, args.first),
    },
  };
  return new ApolloServer({
    typeDefs,
    resolvers,
  });
}
