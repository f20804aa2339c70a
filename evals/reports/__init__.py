"""What a run says to people and to other programs: pages, JUnit XML, and why an answer is wrong."""
