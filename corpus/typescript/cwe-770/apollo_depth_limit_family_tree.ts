// seccoder-example: 1
// title: Serve a family tree over GraphQL with a bounded depth
// guideline: Limit tokens and depth of queries and the length of lists; recursive types have no end.
// cwe: CWE-770, CWE-400
// apis: @apollo/server.ApolloServer, graphql-depth-limit.depthLimit
// applies: @apollo/server, graphql-depth-limit
// --- secure ---
import { ApolloServer } from "@apollo/server";
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
  type Person { id: ID! name: String! children(first: Int = 10): [Person!]! }
  type Query { person(id: ID!): Person }
`;

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
    validationRules: [depthLimit(4)],
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
  type Person { id: ID! name: String! children(first: Int = 10): [Person!]! }
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
