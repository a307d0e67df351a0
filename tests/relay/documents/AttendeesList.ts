// An event's guests, paged from the event's node.
graphql`
  query AttendeesListQuery($id: ID!, $search: String) {
    node(id: $id) {
      ...AttendeesList_event @arguments(search: $search) @alias(as: "event")
    }
  }
`;

graphql`
  fragment AttendeesList_event on Event
  @refetchable(queryName: "AttendeesListPaginationQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 50 }
    cursor: { type: "String" }
    search: { type: "String" }
    filter: { type: "AttendeeFilter" }
  ) {
    version
    attendees(first: $count, after: $cursor, search: $search, filter: $filter)
      @connection(key: "AttendeesList_attendees", filters: ["search", "filter"]) {
      edges {
        cursor
        node {
          id
          ...AttendeesListRow_attendee
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
