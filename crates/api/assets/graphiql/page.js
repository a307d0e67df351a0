"use strict";

const firstQuery = `# Kuvend's GraphQL API. Ctrl-Enter runs the query, Ctrl-Space completes names,
# and the book on the left has the description of each type and field.
#
# Put your token into "Headers" below:
#   { "Authorization": "Bearer <token>" }

query NextEvents {
  events(first: 5) {
    totalCount
    nodes {
      id
      title
      status
      startsAtLocal
      timeZone
      capacity
      placesTaken
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`;

// A fetcher of our own: the one that comes with GraphiQL asks for media types that the server does not have.
async function fetcher(parameters, options) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      Accept: "application/graphql-response+json, application/json;q=0.9",
      "Content-Type": "application/json",
      ...(options && options.headers),
    },
    body: JSON.stringify(parameters),
  });
  return response.json();
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultQuery: firstQuery,
    defaultEditorToolsVisibility: "headers",
    isHeadersEditorEnabled: true,
    // A token does not belong into the browser's storage.
    shouldPersistHeaders: false,
  }),
);
