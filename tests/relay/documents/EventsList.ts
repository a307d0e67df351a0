// The office's events, paged forwards, filtered and ordered.
graphql`
  query EventsListQuery($filter: EventFilter, $orderBy: EventOrder) {
    viewer {
      __typename
    }
    ...EventsList_query @arguments(filter: $filter, orderBy: $orderBy)
  }
`;

graphql`
  fragment EventsList_query on Query
  @refetchable(queryName: "EventsListPaginationQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 25 }
    cursor: { type: "String" }
    filter: { type: "EventFilter" }
    orderBy: { type: "EventOrder" }
  ) {
    events(first: $count, after: $cursor, filter: $filter, orderBy: $orderBy)
      @connection(key: "EventsList_events", filters: ["filter", "orderBy"]) {
      totalCount
      edges {
        node {
          id
          ...EventsListCard_event
        }
      }
    }
  }
`;
