// The address book, paged both ways.
graphql`
  query ContactsListQuery($search: String, $first: Int, $after: String, $last: Int, $before: String) {
    ...ContactsList_query
      @arguments(search: $search, first: $first, after: $after, last: $last, before: $before)
  }
`;

graphql`
  fragment ContactsList_query on Query
  @refetchable(queryName: "ContactsListPaginationQuery")
  @argumentDefinitions(
    search: { type: "String" }
    first: { type: "Int" }
    after: { type: "String" }
    last: { type: "Int" }
    before: { type: "String" }
  ) {
    contacts(search: $search, first: $first, after: $after, last: $last, before: $before)
      @connection(key: "ContactsList_contacts", filters: ["search"]) {
      edges {
        node {
          id
          displayName
          preferredLanguage
          hiddenFields
          attendances(first: 3) {
            nodes {
              id
              event {
                id
              }
            }
          }
        }
      }
    }
  }
`;
