// One guest's row, with the messages that went to her, paged inside the row.
graphql`
  fragment AttendeesListRow_attendee on Attendee
  @refetchable(queryName: "AttendeesListRowPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 5 }, cursor: { type: "String" }) {
    contact {
      displayName
      primaryEmail
    }
    invitation
    response
    place
    presence
    legalMoves
    messages(first: $count, after: $cursor) @connection(key: "AttendeesListRow_messages") {
      edges {
        node {
          id
        }
      }
    }
  }
`;
